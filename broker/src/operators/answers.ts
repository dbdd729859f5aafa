import { OperatorRefused } from '@pagewright/kernel';

/** What goes back to an operator: a result, or the sentence that says why there is none. */
export type Answer = { readonly result: unknown } | { readonly refused: string };

/** Does what was asked for; whatever it throws is the asker's to read. */
export const answerTo = async (work: () => Promise<unknown>): Promise<Answer> => {
  try {
    return { result: (await work()) ?? null };
  } catch (raw) {
    return { refused: raw instanceof Error ? raw.message : String(raw) };
  }
};

/** @throws OperatorRefused for the first that is none */
export const resultsOf = (answers: readonly Answer[]): readonly unknown[] =>
  answers.map((answer) => {
    if ('refused' in answer) throw new OperatorRefused(answer.refused);
    return answer.result;
  });
