import { lines } from './lines.ts';
import { Refused } from './trouble.ts';
import type { ImportLine, Upload } from './types.ts';

export interface GitAddress {
  readonly url: string;
  readonly ref?: string;
  readonly folder?: string;
  readonly token?: string;
}

export type ImportStep = Extract<ImportLine, { step: string }>;

/** Has a repository read, and tells each step of it. @throws Refused, Unreachable */
export const importGit = async (
  transport: (request: Request) => Promise<Response>,
  address: GitAddress,
  onStep: (step: ImportStep) => void,
  signal: AbortSignal,
): Promise<Upload> => {
  const response = await transport(
    new Request(new URL('/api/imports/git', location.origin), {
      method: 'POST',
      headers: { 'content-type': 'application/json', accept: 'application/x-ndjson' },
      body: JSON.stringify(address),
      signal,
    }),
  );
  for await (const text of lines(response.body)) {
    const line = JSON.parse(text) as ImportLine;
    if ('problem' in line) throw new Refused(line.problem);
    if ('upload' in line) return line.upload;
    onStep(line);
  }
  throw new Error('The import ended in its middle. Try again.');
};
