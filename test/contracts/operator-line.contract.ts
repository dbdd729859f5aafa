import { type OperatorLine, OperatorRefused } from '@pagewright/kernel';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { waitFor } from '../support/wait-for.ts';
import { freshId } from './ledger.ts';

export interface OperatorLineUnderTest extends AsyncDisposable {
  readonly operators: OperatorLine;
}

/** What an operator who asks can count on. */
export const describeOperatorLine = (name: string, make: () => Promise<OperatorLineUnderTest>): void => {
  describe(`operator line: ${name}`, () => {
    let subject: OperatorLineUnderTest;
    beforeAll(async () => {
      subject = await make();
    });
    afterAll(() => subject[Symbol.asyncDispose]());

    const listen = (question: string, who: 'each' | 'one', answer: (body: unknown) => Promise<unknown>): void =>
      onTestFinished(subject.operators.listen(question, who, answer));
    /** A new listener is heard of by the broker a moment later. */
    const answers = (question: string, count: number) =>
      waitFor(
        async () => {
          const all = await subject.operators.ask(question, { of: 'you' });
          return all.length >= count && all;
        },
        { what: `${count} answers` },
      );

    it('brings no answer where nobody listens', async () => {
      expect(await subject.operators.ask(freshId(), {})).toEqual([]);
    });

    it('asks each of those that answer for themselves, and one of those that answer for all', async () => {
      const [each, one] = [freshId(), freshId()];
      for (const id of ['a', 'b']) {
        listen(each, 'each', async (body) => ({ id, body }));
        listen(one, 'one', async () => id);
      }
      const all = await answers(each, 2);
      expect(all).toHaveLength(2);
      expect(all).toEqual(expect.arrayContaining(['a', 'b'].map((id) => ({ id, body: { of: 'you' } }))));
      expect(await answers(one, 1)).toHaveLength(1);
    });

    it('brings a refusal to whoever asked, in its own words', async () => {
      const question = freshId();
      listen(question, 'one', () => Promise.reject(new Error('history is being rebuilt already')));
      const ask = (): Promise<unknown> =>
        subject.operators.ask(question, {}).then(
          () => undefined,
          (error: unknown) => error,
        );
      const refused = await waitFor(ask, { what: 'the refusal' });
      expect(refused).toBeInstanceOf(OperatorRefused);
      expect(String(refused)).toContain('history is being rebuilt already');
    });

    it('[BROKER 11.23] refuses names that are no token', async () => {
      for (const bad of ['*', 'a.b', '']) {
        await expect(subject.operators.ask(bad, {})).rejects.toThrow(/must be 1 to 64/);
        expect(() => subject.operators.listen(bad, 'one', async () => null)).toThrow(/must be 1 to 64/);
      }
    });
  });
};
