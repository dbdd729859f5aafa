import { EX_CONFIG } from '@pagewright/infra/configuration';
import { createCatalogue } from '@pagewright/kernel';
import { pino } from 'pino';
import { describe, expect, it } from 'vitest';
import { natsServer } from '../../../../test/support/nats-server.ts';
import { startProgram } from '../../../../test/support/program.ts';
import { temporaryFolder } from '../../../../test/support/temporary-folder.ts';
import { readApiConfiguration } from '../configuration.ts';
import { prepareBroker } from './brokers.ts';
import { ensureSecrets } from '../../../../infra/local/secrets.mjs';
import { readSecrets } from './secrets.ts';

const NOT_DURABLE = /set `jetstream \{ sync_interval: always \}`/;
const MAIN = new URL('../main.ts', import.meta.url).pathname;

describe('A broker that acknowledges before it writes to disk', () => {
  it('is refused by the start, which is not tried again, unless it is told otherwise', async () => {
    await using careless = await natsServer({ sync: 'default' });
    await using folder = await temporaryFolder('relaxed');
    const secrets = `${folder.path}/secrets`;
    await ensureSecrets(secrets, { brokerUsers: false });
    const environment = {
      PAGEWRIGHT_DATA: folder.path,
      PAGEWRIGHT_NATS_URL: careless.url,
      PAGEWRIGHT_NATS_MONITOR_URL: careless.monitorUrl,
    };
    const log = pino({ level: 'warn' }, { write: (line: string) => void said.push(line) });
    const said: string[] = [];
    const prepare = async (more: Readonly<Record<string, string>>): Promise<void> => {
      const configuration = readApiConfiguration({ ...environment, ...more });
      const given = { configuration, secrets: await readSecrets(secrets), catalogue: createCatalogue([]), log };
      await prepareBroker(given);
    };

    await using refused = startProgram(process.execPath, [MAIN], { env: { ...process.env, ...environment } });
    await refused.prints(NOT_DURABLE);
    expect(await refused.exited).toBe(EX_CONFIG);

    await using careful = await natsServer();
    const both = `${careful.monitorUrl}, ${careless.monitorUrl}`;
    await expect(prepare({ PAGEWRIGHT_NATS_MONITOR_URL: both })).rejects.toThrow(NOT_DURABLE);
    await expect(prepare({ PAGEWRIGHT_NATS_MONITOR_URL: '' })).rejects.toThrow(
      /^PAGEWRIGHT_NATS_MONITOR_URL must name .*PAGEWRIGHT_ALLOW_RELAXED_SYNC=true/,
    );

    await prepare({ PAGEWRIGHT_ALLOW_RELAXED_SYNC: 'true' });
    expect(said.join()).toMatch(/a power cut may lose what was accepted/);
  });
});
