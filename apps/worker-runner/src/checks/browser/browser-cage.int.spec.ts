import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { text } from 'node:stream/consumers';
import { describe, expect, it } from 'vitest';
import { openBrowserCage } from './browser-cage.ts';

const GROUPS = '/proc/self/autogroup';

describe('The cage of the browser that looks at versions', () => {
  it('puts it after everything else, in its session and as a session', async () => {
    const { before } = await openBrowserCage();
    const words = [...before, '/bin/sh', '-c', `nice; cat ${GROUPS} 2>/dev/null || true`];
    // A session of its own, as the browser has.
    const child = spawn(words[0] ?? '', words.slice(1), { detached: true, stdio: ['ignore', 'pipe', 'ignore'] });
    const [own, group] = (await text(child.stdout)).split('\n');
    expect(own).toBe('19');
    if (existsSync(GROUPS)) expect(group).toMatch(/^\/autogroup-\d+ nice 10$/);
  });
});
