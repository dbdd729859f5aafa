import { access } from 'node:fs/promises';
import { delimiter, join } from 'node:path';

/** Something that is needed is not there; the message says how to get it. */
export class NotMeasured extends Error {
  override readonly name = 'NotMeasured';
}

/** The path of a program. @throws NotMeasured with the line that installs it on Debian */
export const programPath = async (name: string, debianPackage: string): Promise<string> => {
  const folders = [...(process.env['PATH'] ?? '').split(delimiter), '/usr/sbin', '/usr/local/sbin'];
  for (const folder of folders) {
    const path = join(folder, name);
    const found = await access(path).then(
      () => true,
      () => false,
    );
    if (found) return path;
  }
  throw new NotMeasured(`${name} is needed: apt-get install -y ${debianPackage}`);
};
