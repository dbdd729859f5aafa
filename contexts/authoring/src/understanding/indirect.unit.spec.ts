import { describe, expect, it } from 'vitest';
import { plainly } from './indirect.ts';

describe('a message that only says what is the matter', () => {
  it.each([
    ['no cartoon face at the top please', 'remove cartoon face at the top'],
    ['teh job shoud be Baker', 'the job should be Baker'],
    ['The prices list is not needed, out with it.', 'remove The prices list'],
    ['Press has to go from the menu, nobody reads it', 'Press has to go from the menu'],
    ['it still has the old code 4711. new one is 4712', 'replace 4711 with 4712'],
    ['Hours field: rename it to Days', 'change Hours field to Days'],
    ['Press can go, and change the title to Home', 'Press can go, and change the title to Home'],
  ])('given "%s" when it is said plainly then it is "%s"', (said, plain) => {
    expect(plainly(said)).toBe(plain);
  });
});
