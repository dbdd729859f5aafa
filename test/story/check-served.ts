import { createHash } from 'node:crypto';
import { demand } from './steps.ts';
import { type Person, visit } from './person.ts';

const sha256 = (bytes: Buffer | string): string => createHash('sha256').update(bytes).digest('hex');

/**
 * Fetches every file of a version from an origin and computes the digest from what came, by the rule of the
 * specification and with none of the product's code. Answers the number of files.
 */
export const checkServed = async (
  person: Person,
  { site, version, port, host }: { site: string; version: number; port: number; host: string },
): Promise<number> => {
  const listed = await person.demand<{ digest: string; files: { path: string; size: number }[] }>(
    'GET',
    `/api/sites/${site}/versions/${version}/files`,
  );
  const lines: string[] = [];
  for (const { path } of listed.files.toSorted((a, b) => (a.path < b.path ? -1 : 1))) {
    const served = await visit(port, host, `/${path.split('/').map(encodeURIComponent).join('/')}`);
    demand(served.status === 200, `${path} answered ${served.status}`);
    lines.push(`${sha256(served.body)} ${served.body.length} 644 ${path}\n`);
  }
  const digest = sha256(lines.join(''));
  demand(digest === listed.digest, `served bytes have digest ${digest}, version ${version} has ${listed.digest}`);
  const said = JSON.parse((await visit(port, host, '/.well-known/pagewright.json')).body.toString()) as {
    digest: string;
    version: number;
  };
  demand(
    said.digest === digest && said.version === version,
    `pagewright.json says version ${said.version}, digest ${said.digest}`,
  );
  return listed.files.length;
};
