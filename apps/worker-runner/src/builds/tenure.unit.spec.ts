import { type CommandContext, type CommandResult, OutcomeUnknown, Refusal, StoreUnavailable } from '@pagewright/kernel';
import type { SiteCommand, SiteId } from '@pagewright/sites';
import { describe, expect, it } from 'vitest';
import type { RunnerEvent } from './runner-events.ts';
import { Tenure, TenureLost } from './tenure.ts';

const done = { position: 1, events: [], repeated: false } as never as CommandResult;
const start =
  (seal = 's') =>
  (now: string): SiteCommand => ({
    type: 'StartNextBuild',
    data: {
      site: 'docs' as SiteId,
      now,
      runnerId: 'r',
      fencingToken: 7 as never,
      maxAttempts: 3,
      failureMessage: { sealed: seal, key: 'k' },
    },
  });

const tenureOn = (answers: (Error | CommandResult)[], token = 7) => {
  const sent: CommandContext[] = [];
  const events: RunnerEvent[] = [];
  const lost = new AbortController();
  const lock = { key: 'site.docs', token, lost: lost.signal } as never;
  const tenure = new Tenure({
    site: 'docs' as SiteId,
    lock,
    runnerId: 'r',
    observe: (event) => events.push(event),
    now: () => new Date('2026-01-01T00:00:00Z'),
    commands: async (_command, context) => {
      sent.push(context);
      const answer = answers.shift() ?? done;
      if (answer instanceof Error) throw answer;
      return answer;
    },
  });
  return { tenure, sent, events, lost };
};

describe("A runner's time with a site", () => {
  it('repeats a command whose outcome is not known under the same id, and says that it does', async () => {
    const { tenure, sent, events } = tenureOn([new OutcomeUnknown('?'), new StoreUnavailable('?'), done]);
    await expect(tenure.send(start())).resolves.toBe(done);
    expect(new Set(sent.map(({ commandId }) => commandId)).size).toBe(1);
    expect(sent).toHaveLength(3);
    expect(events.map(({ type }) => type)).toEqual(['command-delayed', 'command-delayed']);
  });

  it('gives each command an id of its own, by token, turn and number', async () => {
    const { tenure, sent } = tenureOn([]);
    tenure.nextTurn();
    await tenure.send(start());
    await tenure.send(start());
    tenure.nextTurn();
    await tenure.send(start());
    const other = tenureOn([], 8);
    other.tenure.nextTurn();
    await other.tenure.send(start());
    const ids = [...sent, ...other.sent].map(({ commandId }) => commandId);
    expect(new Set(ids).size).toBe(4);
    const again = tenureOn([]);
    again.tenure.nextTurn();
    await again.tenure.send(start());
    expect(again.sent[0]?.commandId).toBe(ids[0]);
  });

  it('takes the digest over what is asked, not over seals, which differ each time', async () => {
    const { tenure, sent } = tenureOn([]);
    await tenure.send(start('one'));
    await tenure.send(start('two'));
    expect(sent[0]?.commandDigest).toBe(sent[1]?.commandDigest);
  });

  it('sends nothing any more when the lock is lost, also between two tries', async () => {
    const { tenure, sent, lost } = tenureOn([new OutcomeUnknown('?')]);
    const sending = tenure.send(start());
    lost.abort();
    await expect(sending).rejects.toThrow(TenureLost);
    await expect(tenure.send(start())).rejects.toThrow(TenureLost);
    expect(sent).toHaveLength(1);
  });

  it('passes a refusal on', async () => {
    const { tenure } = tenureOn([new Refusal('stale-attempt', 'no')]);
    await expect(tenure.send(start())).rejects.toThrow(Refusal);
  });
});
