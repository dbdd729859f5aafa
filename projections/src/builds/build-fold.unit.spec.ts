import { describe, expect, it } from 'vitest';
import { Chronicle } from '../../test/chronicle.ts';
import { MemoryLog, MemorySources } from '../../test/memory-log.ts';
import { openEvent } from '../reading/opened.ts';
import { type BuildEvent, type BuildRow, foldBuild } from './build-fold.ts';

const turnAfter = async (write: (tell: Chronicle) => void): Promise<BuildRow | undefined> => {
  const log = new MemoryLog();
  const sources = new MemorySources();
  write(new Chronicle(log, sources));
  let row: BuildRow | undefined;
  for (const recorded of log.events) {
    const event = await openEvent(recorded as BuildEvent, sources.open);
    row = foldBuild(row, { event, parts: [], files: [], findings: [] });
  }
  return row;
};

const asked = (tell: Chronicle, question: string): void => {
  const choices = [tell.sources.seal('site.s', 'this'), tell.sources.seal('site.s', 'that')];
  const report = { build: 'b', attempt: 1, fencingToken: 1, activity: null };
  tell.of('s', 'BuildClarificationAsked', { ...report, question: tell.sources.seal('site.s', question), choices });
};
const clarified = (tell: Chronicle, answer: string): void => {
  tell.of('s', 'BuildClarified', { build: 'b', by: 'bob', answer: tell.sources.seal('site.s', answer) });
};

describe('the row of a turn', () => {
  it('waits in the order of asking, and before all when it was put in front', async () => {
    const back = await turnAfter((tell) => tell.requested('s', 'b', 'ada', 'x'));
    const front = await turnAfter((tell) => tell.requested('s', 'b', 'ada', 'x', { front: true }));
    expect(back).toMatchObject({ state: 'waiting', attempt: 0, queueOrder: 1 });
    expect(front).toMatchObject({ state: 'waiting', queueOrder: -1 });
  });

  it('has other words after a rewording', async () => {
    const row = await turnAfter((tell) => {
      tell.requested('s', 'b', 'ada', 'x');
      tell.of('s', 'BuildReworded', { build: 'b', by: 'ada', prompt: tell.sources.seal('site.s', 'y') });
    });
    expect(row).toMatchObject({ state: 'waiting', prompt: 'y', queueOrder: 1 });
  });

  it('is a question with what was pointed at, then with its answer', async () => {
    const pick = { path: 'index.html', start: 1, end: 9, tag: 'h1', text: 'Hi' };
    const row = await turnAfter((tell) => {
      const { sources } = tell;
      const words = { text: sources.seal('site.s', 'Why?'), picks: sources.seal('site.s', JSON.stringify([pick])) };
      tell.of('s', 'QuestionAsked', { question: 'q', by: 'ada', version: 3, ...words });
      tell.of('s', 'QuestionAnswered', { question: 'q', text: sources.seal('site.s', 'Because.') });
    });
    expect(row).toMatchObject({ build: 'q', kind: 'ask', state: 'answered', prompt: 'Why?', queueOrder: null });
    expect([row?.picks, row?.outcome]).toEqual([[pick], { type: 'answer', text: 'Because.', version: 3 }]);
  });

  it('keeps every round of questions with its answer, and goes back to the front', async () => {
    const row = await turnAfter((tell) => {
      tell.requested('s', 'b', 'ada', 'x');
      tell.started('s', 'b');
      asked(tell, 'One?');
      clarified(tell, 'this');
      tell.started('s', 'b', 2);
      asked(tell, 'Two?');
      clarified(tell, 'that');
    });
    expect(row).toMatchObject({ state: 'waiting', attempt: 2, outcome: null, queueOrder: -7, endedAt: null });
    expect(row?.dialogue.map(({ question, answer, by }) => [question, answer, by])).toEqual([
      ['One?', 'this', 'bob'],
      ['Two?', 'that', 'bob'],
    ]);
  });

  it('keeps a question that was never answered when it ends', async () => {
    const row = await turnAfter((tell) => {
      tell.requested('s', 'b', 'ada', 'x');
      tell.started('s', 'b');
      asked(tell, 'One?');
      tell.of('s', 'BuildFailed', {
        build: 'b',
        attempt: 1,
        fencingToken: null,
        reason: 'unanswered',
        message: null,
        activity: null,
      });
    });
    expect(row).toMatchObject({ state: 'failed', outcome: { type: 'failed', reason: 'unanswered' } });
    expect(row?.dialogue).toEqual([{ question: 'One?', choices: ['this', 'that'], answer: null, by: null }]);
    expect(row?.endedAt).not.toBeNull();
  });

  it('runs again in a later attempt after a runner died, and starts its clock anew', async () => {
    const row = await turnAfter((tell) => {
      tell.requested('s', 'b', 'ada', 'x');
      tell.started('s', 'b');
      tell.started('s', 'b', 2);
    });
    expect(row).toMatchObject({
      state: 'running',
      attempt: 2,
      startedAt: '2026-01-01T00:02:00.000Z',
      queueOrder: null,
    });
  });

  it('is not made by what comes after its site was deleted', async () => {
    expect(await turnAfter((tell) => tell.started('s', 'b'))).toBeUndefined();
  });
});
