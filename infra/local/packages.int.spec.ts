import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { temporaryFolder } from '../../test/support/temporary-folder.ts';
import { packagesAreCurrent } from './packages.mjs';

const wanted = {
  '': { name: 'pagewright' },
  'node_modules/zod': { version: '4.6.7' },
  'node_modules/@pagewright/api': { link: true },
  'node_modules/esbuild-darwin': { version: '1.0.0', optional: true },
};

describe('The packages are current', () => {
  it('when all that this system needs is there in the version of the lockfile', async () => {
    expect(await current({ ...wanted, 'node_modules/esbuild-darwin': undefined })).toBe(true);
  });

  it.each([
    ['one has another version', { ...wanted, 'node_modules/zod': { version: '4.6.6' } }],
    ['one is missing', { ...wanted, 'node_modules/zod': undefined }],
    ['a workspace of ours is not linked', { ...wanted, 'node_modules/@pagewright/api': undefined }],
    ['an installation was broken off', undefined],
  ])('but not when %s', async (_, present) => {
    expect(await current(present)).toBe(false);
  });
});

const current = async (present: object | undefined): Promise<boolean> => {
  await using folder = await temporaryFolder('packages');
  await writeFile(join(folder.path, 'package-lock.json'), JSON.stringify({ packages: wanted }));
  await mkdir(join(folder.path, 'node_modules'));
  if (present)
    await writeFile(join(folder.path, 'node_modules', '.package-lock.json'), JSON.stringify({ packages: present }));
  return packagesAreCurrent(folder.path);
};
