import type { Page } from 'playwright-core';
import type { Turn } from '../../apps/web/src/api/types.ts';

/**
 * Makes the newest turn of the site that a page shows a conversation of so many messages, from "Message 1:" on, each with a
 * prompt of another length: the API's answer is repeated, so that nobody waits for thousands of builds. Call it before the
 * page is loaded anew.
 */
export const repeatNewestTurn = (page: Page, messages: number): Promise<unknown> =>
  page.route('**/api/sites/*/chat*', async (route) => {
    const asked = new URL(route.request().url());
    const before = asked.searchParams.get('cursor');
    const limit = Number(asked.searchParams.get('limit') ?? 25);
    asked.searchParams.delete('cursor');
    const answer = await route.fetch({ url: asked.href });
    const chat = (await answer.json()) as { items: Turn[]; next: string | null };
    const newest = chat.items.at(-1);
    if (!newest) throw new Error('the conversation is empty');
    const end = before === null ? messages : Number(before);
    const first = Math.max(0, end - limit);
    const items = Array.from({ length: end - first }, (_, at): Turn => {
      const number = first + at;
      const requestedAt = new Date(Date.parse(newest.requestedAt) - (messages - number) * 60_000).toISOString();
      const prompt = `Message ${number + 1}: ${newest.prompt}${', and nothing else'.repeat((number * 7) % 30)}`;
      return { ...newest, build: `copy-${number}`, prompt, requestedAt };
    });
    await route.fulfill({ response: answer, json: { ...chat, items, next: first > 0 ? String(first) : null } });
  });
