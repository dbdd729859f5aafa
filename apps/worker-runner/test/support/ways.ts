import { existsSync } from 'node:fs';
import { setImmediate, setTimeout as pause } from 'node:timers/promises';
import type { Agent, AgentNews, AgentResult } from '../../worker/agents/agent.ts';

const use = { model: null, tokensIn: 0, tokensOut: 0, costUsd: 0, steps: 1 };
const page = (title: string): Uint8Array =>
  new TextEncoder().encode(`<!doctype html><title>${title}</title><h1>${title}</h1>\n`);

/**
 * An agent that does what its request says, one word: `ask` (once), `decline`, `crash`, `break`, `slow` (until it is
 * stopped), `until <path>` (until that
 * file exists), `deaf` (never looks up, not even for a stop), `spoil` (a result that the checks refuse), `idle` (reports a
 * change that is none), `chat` (says much). Anything else becomes the homepage's title.
 */
export const waysAgent: Agent = {
  name: 'ways',
  async *work({ request, tree, clarifications, signal }): AsyncGenerator<AgentNews, AgentResult, void> {
    yield { type: 'part', part: { kind: 'text', text: `I do: ${request}` } };
    const changed = (title: string): AgentResult => ({
      type: 'changed',
      tree: new Map(tree).set('index.html', page(title)),
      summary: `The title is ${title} now.`,
      use,
    });
    const [, awaited] = /^until (.+)$/.exec(request) ?? [];
    if (awaited !== undefined) {
      while (!existsSync(awaited)) await pause(20, undefined, { signal });
      return changed('awaited');
    }
    switch (request) {
      case 'ask': {
        const [first] = clarifications;
        return first ? changed(first.answer) : { type: 'asked', question: 'Which title?', choices: ['One', 'Two'] };
      }
      case 'decline':
        return { type: 'declined', message: 'I cannot do that.', suggestions: ['Change the title'] };
      case 'crash':
        // Lets what was said be sent.
        await pause(300);
        return process.kill(process.pid, 'SIGKILL') && changed('never');
      case 'break':
        throw new Error('out of ideas');
      case 'slow':
        yield { type: 'tree', tree: new Map(tree).set('half.html', page('half')) };
        await pause(3_600_000, undefined, { signal });
        return changed('never');
      case 'deaf':
        await pause(300);
        for (;;) Math.sqrt(2);
      case 'spoil':
        return { type: 'changed', tree: new Map(tree).set('page.php', page('<?php')), summary: 'Spoilt.', use };
      case 'idle':
        return { type: 'changed', tree, summary: 'I did a lot.', use };
      case 'chat':
        for (let line = 1; line <= 300; line += 1) {
          yield { type: 'part', part: { kind: 'text', text: `line ${line}` } };
          if (line % 20 === 0) await setImmediate();
        }
        return changed('chatted');
      default:
        return changed(request);
    }
  },
};
