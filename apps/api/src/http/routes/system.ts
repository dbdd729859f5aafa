import { BUILD_QUEUE } from '@pagewright/sites';
import type { FastifyReply } from 'fastify';
import { z } from 'zod';
import { id, problem } from '../../contract/common.ts';
import { breakLock as wish, brokenLock, item, itemId, lockKey, system } from '../../contract/system.ts';
import { breakLock } from '../../operations/break-lock.ts';
import { deedRecorder } from '../../operations/deeds.ts';
import { dropItem, findItem, type ItemOutcome, retryItem } from '../../operations/queue-items.ts';
import { ApiError, notFound } from '../api-error.ts';
import type { ApiDependencies } from '../dependencies.ts';
import type { Server } from '../typed-server.ts';
import { administrator, operator, reached } from './guards.ts';

const tags = ['system'];
const lockParams = z.object({ lock: lockKey });
const itemParams = z.object({ item: itemId });
const siteParams = z.object({ site: id });
/** A lock expires within its time to live, 15 s unless told. */
const WATCH_MS = 30_000;

/** What operators see and do; for everybody else there is nothing here. */
export const registerSystemRoutes = (server: Server, dependencies: ApiDependencies): void => {
  const { aggregates, locks, office, takeLockAway, views, work, workspace } = dependencies;

  server.get('/api/system', { schema: { tags, response: { 200: system, default: problem } } }, async (request) => {
    await administrator(request, dependencies);
    return office.overview();
  });

  server.post(
    '/api/system/locks/:lock/break',
    { schema: { tags, params: lockParams, body: wish, response: { 200: brokenLock, default: problem } } },
    async (request, reply) => {
      const context = await operator(request, dependencies);
      const parts = { locks, takeAway: takeLockAway, record: deedRecorder(aggregates, workspace, context) };
      const key = request.params.lock;
      const signal = gone(reply);
      const broken = await breakLock(parts, { ...request.body, key, withinMs: WATCH_MS, signal }).catch(
        (error: unknown) => {
          if (signal.aborted) throw heldOn('lock-lasting', 'Whoever asked did not wait for the answer.');
          throw error;
        },
      );
      switch (broken.outcome) {
        case 'taken':
          await reached(reply, broken.recorded, dependencies);
          return { outcome: 'taken' as const };
        case 'free':
        case 'expired':
          return { outcome: broken.outcome };
        case 'alive':
          throw heldOn(
            'lock-alive',
            `${broken.lock.holder.owner} has just renewed ${key}, so it lives and works: stop its build in the app, or take the lock away by force.`,
          );
        case 'lasting':
          throw heldOn('lock-lasting', `${key} did not expire within ${WATCH_MS / 1_000} s: take it away by force.`);
        case 'changed':
          throw heldOn('lock-changed', `${key} is held under another token by now: look again before you break it.`);
      }
    },
  );

  server.get(
    '/api/system/items/:item',
    { schema: { tags, params: itemParams, response: { 200: item, default: problem } } },
    async (request) => {
      await administrator(request, dependencies);
      return shown(request.params.item);
    },
  );

  for (const [act, does] of [
    ['retry', retryItem],
    ['drop', dropItem],
  ] as const) {
    server.post(
      `/api/system/items/:item/${act}`,
      { schema: { tags, params: itemParams, response: { 200: item, default: problem } } },
      async (request, reply) => {
        const context = await operator(request, dependencies);
        const named = request.params.item;
        const before = await shown(named);
        const record = deedRecorder(aggregates, workspace, context);
        const ended = await does({ work, record }, named);
        if (ended.outcome === 'done') await reached(reply, ended.recorded, dependencies);
        else if (!isWhatWasAsked(ended, act)) throw refusal(ended, named);
        // A letter stays and tells what became of it; an item that was taken out is gone.
        const after = await findItem(work, named);
        return after ? office.shown(after) : { ...before, state: 'dropped' as const };
      },
    );
  }

  server.post(
    '/api/system/sites/:site/wake',
    { schema: { tags, params: siteParams, response: { 204: z.null(), default: problem } } },
    async (request, reply) => {
      await operator(request, dependencies);
      const { site } = request.params;
      if ((await views.ownerOf(site)) === undefined) throw notFound(`Site ${site}`);
      await work.put({ queue: BUILD_QUEUE, id: site, body: { site } });
      return reply.code(204).send(null);
    },
  );

  const shown = async (named: string) => {
    const found = await findItem(work, named);
    if (!found) throw notFound(`Item ${named}`);
    return office.shown(found);
  };
};

/** Aborts when whoever asked has gone. */
const gone = (reply: FastifyReply): AbortSignal => {
  const left = new AbortController();
  reply.raw.once('close', () => left.abort());
  return left.signal;
};

const heldOn = (code: string, detail: string): ApiError => new ApiError(409, code, detail);

/** The same wish again, as after an answer that was lost, has its answer. */
const isWhatWasAsked = (ended: ItemOutcome, act: 'retry' | 'drop'): boolean =>
  ended.outcome === 'not-now' && ended.state === (act === 'retry' ? 'replayed' : 'dropped');

const refusal = (ended: ItemOutcome, named: string): ApiError => {
  if (ended.outcome !== 'not-now') return notFound(`Item ${named}`);
  if (ended.state === 'queued') return new ApiError(409, 'item-queued', `${named} waits in its queue already.`);
  return new ApiError(409, 'item-settled', `${named} was ${ended.state} before; it stays so.`, {
    details: { state: ended.state },
  });
};
