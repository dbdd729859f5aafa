import { describe, expect, it } from 'vitest';
import { childEnvironment, readSettings } from './settings.mjs';

describe('The settings of a start', () => {
  it('keep everything in the checkout and on this machine when nothing is said', () => {
    expect(readSettings('/pw', {})).toEqual({
      root: '/pw',
      data: '/pw/.pagewright',
      secrets: '/pw/.pagewright/secrets',
      artifacts: '/pw/.pagewright/artifacts',
      listen: '127.0.0.1',
      port: 4400,
      sitesPort: 4401,
      sitesDomain: 'localhost',
      natsUrl: undefined,
      natsPort: undefined,
    });
  });

  it('put secrets and artifacts into the data folder that is named', () => {
    const { data, secrets, artifacts } = readSettings('/pw', { PAGEWRIGHT_DATA: '/var/pw' });
    expect([data, secrets, artifacts]).toEqual(['/var/pw', '/var/pw/secrets', '/var/pw/artifacts']);
  });

  it('take an empty variable for one that is not set', () => {
    expect(readSettings('/pw', { PAGEWRIGHT_PORT: '', PAGEWRIGHT_DATA: '' }).port).toBe(4400);
  });

  it('let the system choose a port that is 0', () => {
    const { port, natsPort } = readSettings('/pw', { PAGEWRIGHT_PORT: '0', PAGEWRIGHT_NATS_PORT: '0' });
    expect([port, natsPort]).toEqual([0, undefined]);
  });

  it.each(['65536', '-1', '80a', '1e3', ' 80', '4400.5'])("refuse '%s' as a port and name the variable", (text) => {
    expect(() => readSettings('/pw', { PAGEWRIGHT_SITES_PORT: text })).toThrow(/^PAGEWRIGHT_SITES_PORT is /);
  });

  it('tell the programs where things are', () => {
    const told = childEnvironment(readSettings('/pw', { PAGEWRIGHT_PORT: '5000' }), {
      url: 'nats://127.0.0.1:4222',
      monitorUrl: 'http://127.0.0.1:8222',
    });
    expect(told).toMatchObject({
      PAGEWRIGHT_PORT: '5000',
      PAGEWRIGHT_NATS_URL: 'nats://127.0.0.1:4222',
      PAGEWRIGHT_NATS_MONITOR_URL: 'http://127.0.0.1:8222',
    });
    expect(Object.values(told).every((value) => typeof value === 'string')).toBe(true);
  });
});
