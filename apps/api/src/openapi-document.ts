import { writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { describeApi } from './http/describe.ts';

/** Writes the OpenAPI document to the file named, without starting anything: the web client is generated from it. */
const [file = 'openapi.json'] = process.argv.slice(2);
await writeFile(resolve(file), `${JSON.stringify(await describeApi(), undefined, 2)}\n`);
