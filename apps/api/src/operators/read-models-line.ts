import type { EventFeed, OperatorLine } from '@pagewright/kernel';
import { type Database, keptOf, type Projections, type ProjectionStatus } from '@pagewright/projections';
import { z } from 'zod';

const LIST = 'read-models';
const REBUILD = 'rebuild';
const CANCEL = 'cancel-rebuild';

const state = z.enum(['starting', 'active', 'building', 'standing-by', 'retrying', 'stopped', 'ended']);

const readModel = z.object({
  name: z.string(),
  version: z.int(),
  /** Counts how often its rows were made anew. */
  generation: z.int(),
  state,
  /** Why it stands, or what it tries again. */
  why: z.string().nullable(),
  position: z.int(),
  /** Where the log ends. */
  last: z.int(),
  /** Rows that are built beside those that are read. `waiting`: this process does not work on them. */
  beside: z
    .object({
      version: z.int(),
      generation: z.int(),
      position: z.int(),
      state: z.union([state, z.literal('waiting')]),
      why: z.string().nullable(),
    })
    .nullable(),
});
/** One read model as one process sees it. */
export type ReadModelView = z.output<typeof readModel>;

const wanted = z.strictObject({ names: z.array(z.string().min(1).max(64)).min(1).max(64) });
const making = z.object({ name: z.string(), version: z.int(), generation: z.int() });
/** Rows of one read model that are made anew, or were. */
export type Making = z.output<typeof making>;

export interface ReadModelsLine {
  /** Every read model, as whoever works on it sees it; empty where no process with the role `projections` runs. */
  list(): Promise<readonly ReadModelView[]>;
  /** Undefined where nobody is there to do it. @throws OperatorRefused */
  rebuild(names: readonly string[]): Promise<readonly Making[] | undefined>;
  /** Undefined where nobody is there to do it. @throws OperatorRefused */
  cancel(names: readonly string[]): Promise<readonly Making[] | undefined>;
}

/** How an operator's command reaches the processes that make the rows. */
export const readModelsLine = (operators: OperatorLine): ReadModelsLine => {
  const order = async (question: string, names: readonly string[]): Promise<readonly Making[] | undefined> => {
    const [answer] = await operators.ask(question, { names });
    return answer === undefined ? undefined : z.array(making).parse(answer);
  };
  return {
    list: async () => {
      const answers = z.array(z.array(readModel)).parse(await operators.ask(LIST, {}));
      const names = [...new Set(answers.flat().map(({ name }) => name))];
      return names.flatMap((name) => best(answers.flat().filter((view) => view.name === name)));
    },
    rebuild: (names) => order(REBUILD, names),
    cancel: (names) => order(CANCEL, names),
  };
};

interface Parts {
  readonly operators: OperatorLine;
  readonly projections: Projections;
  readonly database: Database;
  readonly feed: Pick<EventFeed, 'last'>;
}

/** The other end of it, in each process that makes rows. @returns the way out */
export const answerReadModels = ({ operators, projections, database, feed }: Parts): (() => void) => {
  const ends = [
    operators.listen(LIST, 'each', () => viewsOf(projections, database, feed)),
    operators.listen(REBUILD, 'one', async (body) => projections.rebuild(wanted.parse(body).names)),
    operators.listen(CANCEL, 'one', async (body) => projections.cancelRebuild(wanted.parse(body).names)),
  ];
  return () => {
    for (const end of ends) end();
  };
};

const viewsOf = async (
  projections: Projections,
  database: Database,
  feed: Pick<EventFeed, 'last'>,
): Promise<readonly ReadModelView[]> => {
  const [kept, last] = [await keptOf(database.db), await feed.last()];
  const rebuilds = new Map(projections.rebuilds().map((status) => [status.name, status]));
  return projections.status().map((status): ReadModelView => {
    const { live, beside } = kept.get(status.name) ?? {};
    const rebuild = rebuilds.get(status.name);
    return {
      name: status.name,
      version: live?.version ?? status.version,
      generation: live?.generation ?? 0,
      state: status.state,
      why: whyOf(status),
      position: live?.position ?? 0,
      last,
      beside: beside
        ? {
            version: beside.version,
            generation: beside.generation,
            position: beside.position,
            state: rebuild?.state ?? 'waiting',
            why: rebuild ? whyOf(rebuild) : null,
          }
        : null,
    };
  });
};

const whyOf = (status: ProjectionStatus): string | null => {
  if ('error' in status) return status.error;
  return 'reason' in status ? status.reason : null;
};

const IDLE = new Set(['starting', 'standing-by', 'ended']);

/** Of several processes, the one that works on the rows that are read, and the one that works on those beside. */
const best = (views: readonly ReadModelView[]): readonly ReadModelView[] => {
  const view = views.find((each) => !IDLE.has(each.state)) ?? views[0];
  const building = views.find(({ beside }) => beside && beside.state !== 'waiting');
  return view ? [{ ...view, beside: building?.beside ?? view.beside }] : [];
};
