import { readFile } from 'node:fs/promises';

/** A site that is a package of the registry, and the folder inside it. */
export interface PackagedSite {
  readonly package: string;
  readonly version: string;
  readonly folder: string;
}

/** A site that comes with the program for people to begin with. */
export interface StarterSite {
  readonly starter: string;
}

/** Where a site comes from. */
export type EvalSite = PackagedSite | StarterSite;

export interface PickedElement {
  readonly page: string;
  readonly selector: string;
}

/** What must hold within markup that was added. `count` is exact; without it one is enough. */
export interface Expectation {
  readonly selector: string;
  readonly count?: number;
  readonly text?: string;
  readonly matches?: string;
}

export interface Position {
  readonly at: 'before' | 'after' | 'start-of' | 'end-of' | 'inside';
  readonly of: string;
}

interface Several {
  /** Whether the selector may match several elements; else it must match exactly one. */
  readonly all?: boolean;
}

export type Edit =
  | ({ readonly text: string; readonly is: string } & Several)
  | ({ readonly contains: string; readonly replaced: string; readonly by: string } & Several)
  | ({
      readonly attribute: string;
      readonly name: string;
      readonly is?: string;
      readonly matches?: string;
      readonly gone?: true;
    } & Several)
  | ({ readonly remove: string; readonly orEmptyParents?: true } & Several)
  | { readonly insert: Position; readonly has: readonly Expectation[]; readonly max?: number }
  | { readonly move: string; readonly to: 'before' | 'after' | 'start-of' | 'end-of'; readonly of: string }
  | ({
      readonly style: string;
      readonly property: string;
      readonly is?: string;
      readonly matches?: string;
      readonly grows?: true;
      readonly shrinks?: true;
    } & Several)
  | { readonly title: string }
  | { readonly meta: string; readonly is: string }
  | {
      readonly created: true;
      readonly like?: string;
      readonly has?: readonly Expectation[];
      readonly title?: string;
      readonly matches?: string;
    }
  | { readonly deleted: true }
  | { readonly any: readonly Edit[] }
  | { readonly ownSheet: true };

/** Per file every permitted change; `*.html` stands for every page in which an edit's selector matches. */
export interface Outcome {
  readonly files: Readonly<Record<string, readonly Edit[] | Edit>>;
}

export interface EvalRequest {
  readonly id: string;
  readonly kind: 'do' | 'decline' | 'ask';
  readonly topic: string;
  /** Messages in order, each a build of its own; only the last one is judged. */
  readonly say: readonly string[];
  readonly picks?: readonly PickedElement[];
  readonly answer?: string;
  readonly mustAsk?: boolean;
  readonly accept?: readonly Outcome[];
  readonly answers?: readonly string[];
}

export interface RequestFile {
  readonly site?: EvalSite;
  readonly requests: readonly EvalRequest[];
}

/** Reads a file of requests; a request that cannot be judged is an error that names it. */
export const readRequests = async (path: string): Promise<RequestFile> => {
  const file = JSON.parse(await readFile(path, 'utf8')) as RequestFile;
  if (!Array.isArray(file.requests)) throw new Error(`${path}: "requests" must be a list`);
  const ids = new Set<string>();
  for (const request of file.requests) {
    const fault = faultOf(request, ids);
    if (fault !== undefined) throw new Error(`${path}: the request ${JSON.stringify(request.id)} ${fault}`);
    ids.add(request.id);
  }
  return file;
};

const faultOf = (request: EvalRequest, ids: ReadonlySet<string>): string | undefined => {
  if (typeof request.id !== 'string') return 'has no id';
  if (ids.has(request.id)) return 'has an id that another one has';
  if (!Array.isArray(request.say) || request.say.length === 0) return 'says nothing';
  switch (request.kind) {
    case 'do':
      return Array.isArray(request.accept) && request.accept.length > 0 ? undefined : 'accepts no outcome';
    case 'ask':
      return Array.isArray(request.answers) && request.answers.length > 0 ? undefined : 'accepts no answer';
    case 'decline':
      return undefined;
    default:
      return 'is of an unknown kind';
  }
};
