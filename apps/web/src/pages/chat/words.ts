import type { BuildStep, TurnHead } from '../../api/types.ts';

/** What a turn asked for, in a line: the prompt, or what stands for one. */
export const promptOf = ({ kind, prompt, restores, undoes }: TurnHead): string => {
  if (prompt !== null) return prompt;
  switch (kind) {
    case 'restore':
      return restores === null ? 'Restore an earlier version' : `Restore version ${restores}`;
    case 'import':
      return 'Bring in the first files';
    case 'undo':
      return undoes === null ? 'Undo a change' : `Undo version ${undoes}`;
    case 'visual':
      return 'Edit on the page';
    case 'prompt':
      return 'A change';
    case 'ask':
      return 'A question';
  }
};

/** What was asked for without words, as it is told in the conversation. */
export const deedOf = ({ kind, restores, undoes, by }: TurnHead): string => {
  switch (kind) {
    case 'restore':
      return restores === null ? `${by.name} restored an earlier version` : `${by.name} restored version ${restores}`;
    case 'import':
      return `${by.name} began the site`;
    case 'undo':
      return undoes === null ? `${by.name} undid a change` : `${by.name} undid version ${undoes}`;
    case 'visual':
      return `${by.name} edited on the page`;
    case 'prompt':
      return `${by.name} asked for a change`;
    case 'ask':
      return `${by.name} asked a question`;
  }
};

/** Paragraphs of a text, with what stands between backticks marked as code. Nothing of it is ever taken as HTML. */
export const paragraphsOf = (text: string): readonly (readonly Run[])[] =>
  text
    .trim()
    .split(/\n{2,}/)
    .filter((paragraph) => paragraph !== '')
    .map(runsOf);

export interface Run {
  readonly text: string;
  readonly code: boolean;
}

/** A sentence with the one path in it marked as code. */
export const withPath = (text: string, path: string | undefined): readonly Run[] => {
  const at = path === undefined || path === '' ? -1 : text.indexOf(path);
  if (path === undefined || at < 0) return runsOf(text);
  const runs = [
    { text: text.slice(0, at), code: false },
    { text: path, code: true },
    { text: text.slice(at + path.length), code: false },
  ];
  return runs.filter((run) => run.text !== '');
};

const runsOf = (text: string): Run[] =>
  text
    .split(/(`[^`\n]+`)/)
    .filter((run) => run !== '')
    .map((run) => (/^`[^`\n]+`$/.test(run) ? { text: run.slice(1, -1), code: true } : { text: run, code: false }));

/** A picked element in few words: `h2 “The catalogue”`. */
export const nameOfPick = ({ tag, text }: { readonly tag: string; readonly text: string }): string => {
  const said = text.trim();
  return said === '' ? tag : `${tag} “${said.length > 60 ? `${said.slice(0, 59)}…` : said}”`;
};

/** What a stop waits for, by what the worker was at. */
export const waitsFor = (step: BuildStep | null): string => {
  switch (step) {
    case null:
      return 'Waits for the worker to end';
    case 'fetching':
    case 'unpacking':
      return 'Waits for the worker to put down the files it fetched';
    case 'executing':
      return 'Waits for the agent to hand over what it has, 10 s at most';
    case 'checking':
    case 'packing':
    case 'uploading':
      return 'Waits for the worker to hand over what it made, 10 s at most';
  }
};
