import { Client } from 'pg';
import { describe, expect, it } from 'vitest';
import { chromium } from './chromium.ts';
import { noteRunning, takeLeaks } from './leaks.ts';
import { postgresServer } from './postgres-server.ts';
import { waitFor } from './wait-for.ts';

describe('What the tests stand on', () => {
  it('gives PostgreSQL 15, copies of a prepared database, and the same rows after a restart', async () => {
    await using server = await postgresServer();
    const template = await server.createTemplate((url) =>
      run(url, "create table note (text text); insert into note values ('prepared')").then(() => undefined),
    );
    const first = await server.createDatabase(template);
    const second = await server.createDatabase(template);
    await run(first, "insert into note values ('mine')");
    await server.restart();
    expect(await run(first, 'select text from note')).toEqual([{ text: 'prepared' }, { text: 'mine' }]);
    expect(await run(second, 'select text from note')).toEqual([{ text: 'prepared' }]);
    expect(await run(second, 'show server_version')).toEqual([{ server_version: expect.stringMatching(/^15\./) }]);
    await server.dropDatabase(second);
    await expect(run(second, 'select 1')).rejects.toThrow(/does not exist/);
  });

  it('gives a browser that runs pages', async () => {
    await using browser = await chromium();
    const page = await browser.newPage();
    await page.setContent('<h1>Hello</h1>');
    expect(await page.locator('h1').textContent()).toBe('Hello');
  });

  it('names what a wait waited for, and why it was in vain', async () => {
    const inVain = waitFor(() => Promise.reject(new Error('no moon')), { what: 'the moon to rise', timeout: 50 });
    await expect(inVain).rejects.toThrow(/50 ms in vain for the moon to rise/);
    await expect(inVain).rejects.toMatchObject({ cause: { message: 'no moon' } });
  });

  it('ends and names what a test leaves running', () => {
    let ended = false;
    noteRunning('a left server', () => (ended = true));
    expect(takeLeaks()).toEqual(['a left server']);
    expect(ended).toBe(true);
    noteRunning('a stopped server', () => {})();
    expect(takeLeaks()).toEqual([]);
  });
});

const run = async (url: string, text: string): Promise<unknown[]> => {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    const result = await client.query(text);
    return result.rows ?? [];
  } finally {
    await client.end();
  }
};
