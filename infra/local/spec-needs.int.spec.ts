import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { temporaryFolder } from '../../test/support/temporary-folder.ts';
import { specsWithNeeds } from './spec-needs.mjs';

describe('What a spec needs of the machine', () => {
  it('is found through all that it imports, in cycles too', async () => {
    await using folder = await temporaryFolder('needs');
    const files = {
      'test/support/chromium.ts': '',
      'test/support/nats-server.ts': `import '../../broker/around.ts';`,
      'broker/around.ts': `export { server } from '../test/support/nats-server.ts';`,
      'broker/far.int.spec.ts': `import { it } from 'vitest'; import { server } from './around.ts';`,
      'apps/web/page.int.spec.ts': `const { chromium } = await import('../../test/support/chromium.ts');`,
      'contexts/sites/plain.int.spec.ts': `import './nothing.ts'; // '../../test/support/chromium.ts'`,
      'contexts/artifacts/plain.int.spec.ts': '',
      'contexts/sites/quick.unit.spec.ts': '',
      'test/artifacts/shot.int.spec.ts': '',
      'apps/web/node_modules/a.int.spec.ts': '',
    };
    for (const [path, text] of Object.entries(files)) {
      await mkdir(dirname(join(folder.path, path)), { recursive: true });
      await writeFile(join(folder.path, path), text);
    }
    expect(await specsWithNeeds(folder.path, '.int.spec.ts')).toEqual([
      { file: 'apps/web/page.int.spec.ts', needs: ['chromium'] },
      { file: 'broker/far.int.spec.ts', needs: ['nats-server'] },
      { file: 'contexts/artifacts/plain.int.spec.ts', needs: [] },
      { file: 'contexts/sites/plain.int.spec.ts', needs: [] },
    ]);
  });
});
