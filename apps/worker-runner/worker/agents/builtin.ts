import { setImmediate } from 'node:timers/promises';
import { applyVisualEdits, authorChange, looksBack, type AuthoringStep } from '@pagewright/authoring';
import type { Agent, AgentNews, AgentResult } from './agent.ts';

const VERBS = { read: 'Read', edited: 'Changed', created: 'Added', deleted: 'Removed' } as const;

/** The agent that needs no network and no key; it executes nothing. */
export const builtin: Agent = {
  name: 'builtin',
  async *work(task): AsyncGenerator<AgentNews, AgentResult, void> {
    const { request, tree, clarifications, picks, attachments, edits, history, previous, signal } = task;
    if (edits) {
      const outcome = applyVisualEdits(tree, edits);
      if (outcome.type === 'declined') return { ...outcome, suggestions: [] };
      for (const [index, step] of outcome.steps.entries()) yield { type: 'part', part: partOf(step, index + 1) };
      return resultOf(outcome, outcome.steps.length);
    }
    const before = looksBack(request) ? await previous() : undefined;
    const back = before === undefined ? {} : { previous: before };
    const steps = authorChange({ prompt: request, tree, clarifications, picks, attachments, history, ...back });
    let count = 0;
    for (let next = steps.next(); ; next = steps.next()) {
      if (next.done) return resultOf(next.value, count);
      count += 1;
      yield { type: 'part', part: partOf(next.value, count) };
      // Lets a stop in between two steps.
      await setImmediate(undefined, { signal });
    }
  },
};

type Returned = Extract<ReturnType<ReturnType<typeof authorChange>['next']>, { done: true }>['value'];

const resultOf = (outcome: Returned, steps: number): AgentResult =>
  outcome.type === 'changed'
    ? { ...outcome, use: { model: null, tokensIn: 0, tokensOut: 0, costUsd: 0, steps } }
    : outcome;

const partOf = ({ kind, path, detail }: AuthoringStep, count: number) =>
  ({ kind: 'step', id: `agent-${count}`, state: 'done', verb: VERBS[kind], text: detail, path }) as const;
