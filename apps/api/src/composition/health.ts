import type { Broker } from '@pagewright/broker';
import type { Projections } from '@pagewright/projections';
import type { Health } from '../http/health.ts';
import type { Views } from '../views/views.ts';

interface Parts {
  readonly broker: Broker;
  readonly views: Views;
  readonly projections: Projections | undefined;
}

const ANSWER_WITHIN_MS = 2_000;

/** Asks each part whether it can work, at the moment of the question. */
export const createHealth = ({ broker, projections, views }: Parts): Health => ({
  ready: async () => {
    const [reachable, readable] = await Promise.all([
      inTime(broker.isReachable()),
      inTime(views.position().then(() => true)),
    ]);
    const reasons = [
      ...(reachable ? [] : ['The broker does not answer.']),
      ...(readable ? [] : ['The database does not answer.']),
      ...(projections?.status() ?? []).flatMap((status) =>
        status.state === 'stopped' || status.state === 'retrying'
          ? [`The read model ${status.name} is ${status.state} at position ${status.position}: ${status.error}`]
          : [],
      ),
    ];
    return { status: reasons.length === 0 ? 'ok' : 'failing', reasons };
  },
});

const inTime = (answer: Promise<boolean>): Promise<boolean> => {
  const { promise, resolve } = Promise.withResolvers<boolean>();
  const timer = setTimeout(() => resolve(false), ANSWER_WITHIN_MS);
  answer.then(resolve, () => resolve(false)).finally(() => clearTimeout(timer));
  return promise;
};
