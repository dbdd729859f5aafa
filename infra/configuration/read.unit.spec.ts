import { describe, expect, it } from 'vitest';
import { ConfigurationError, readConfiguration } from './index.ts';

describe('configuration', () => {
  it('gives defaults for what is not set, and takes an empty variable for unset', () => {
    const read = readConfiguration(['PAGEWRIGHT_PORT', 'PAGEWRIGHT_LOCK_TTL', 'PAGEWRIGHT_ROLES'], {
      PAGEWRIGHT_PORT: '',
    });
    expect(read.PAGEWRIGHT_PORT).toBe(4400);
    expect(read.PAGEWRIGHT_LOCK_TTL).toBe(15_000);
    expect(read.PAGEWRIGHT_ROLES).toContain('builds');
  });

  it('names every wrong variable in one sentence', () => {
    const wrong = {
      PAGEWRIGHT_PORT: '99999',
      PAGEWRIGHT_LOCK_TTL: 'soon',
      PAGEWRIGHT_SITES_DOMAIN: 'A b',
      PAGEWRIGHT_ROLES: 'cook',
    };
    const read = () =>
      readConfiguration(
        ['PAGEWRIGHT_PORT', 'PAGEWRIGHT_LOCK_TTL', 'PAGEWRIGHT_SITES_DOMAIN', 'PAGEWRIGHT_ROLES'],
        wrong,
      );
    expect(read).toThrow(ConfigurationError);
    expect(read).toThrow(
      /PAGEWRIGHT_PORT must be a port.*PAGEWRIGHT_LOCK_TTL "soon" is no duration.*PAGEWRIGHT_SITES_DOMAIN.*PAGEWRIGHT_ROLES/s,
    );
  });
});
