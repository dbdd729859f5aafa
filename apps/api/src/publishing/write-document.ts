import { readFile, writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { asyncApiDocument } from './async-api.ts';
import { CLIENT_TYPES_FILE, clientTypes } from './client-types.ts';
import { breakingChanges } from './contract-changes.ts';
import { publicEvents } from './public-events.ts';

/** `npm run docs`: the contract and the types made from it, unless that would break the programs of others. */
const file = resolve(import.meta.dirname, '../../../../docs/asyncapi.json');
const document = asyncApiDocument(publicEvents);
const published = JSON.parse(await readFile(file, 'utf8').catch(() => '{}'));
const broken = breakingChanges(published, document);
if (broken.length > 0) {
  process.stderr.write(`docs/asyncapi.json was not written, since programs of others would break:\n`);
  process.stderr.write(`${broken.join('\n')}\nGive the event a new version beside the old one.\n`);
  process.exit(1);
}
await writeFile(file, `${JSON.stringify(document, undefined, 2)}\n`);
await writeFile(CLIENT_TYPES_FILE, clientTypes(document));
