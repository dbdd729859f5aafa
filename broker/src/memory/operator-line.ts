import type { OperatorLine } from '@pagewright/kernel';
import { answerTo, resultsOf } from '../operators/answers.ts';
import { questionSubject } from '../subjects.ts';

interface Listener {
  readonly who: 'each' | 'one';
  readonly answer: (body: unknown) => Promise<unknown>;
}

export const createMemoryOperatorLine = (): OperatorLine => {
  const listeners = new Map<string, Set<Listener>>();
  const at = (question: string): Set<Listener> => {
    const subject = questionSubject(question);
    const known = listeners.get(subject) ?? new Set();
    listeners.set(subject, known);
    return known;
  };
  return {
    listen: (question, who, answer) => {
      const listener = { who, answer };
      at(question).add(listener);
      return () => void at(question).delete(listener);
    },
    ask: async (question, body) => {
      const all = [...at(question)];
      const one = all.find(({ who }) => who === 'one');
      const asked = [...all.filter(({ who }) => who === 'each'), ...(one ? [one] : [])];
      const sent: unknown = JSON.parse(JSON.stringify(body));
      const answers = await Promise.all(asked.map(({ answer }) => answerTo(() => answer(sent))));
      return resultsOf(answers.map((answer) => JSON.parse(JSON.stringify(answer))));
    },
  };
};
