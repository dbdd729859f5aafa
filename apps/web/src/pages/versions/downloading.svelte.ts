import { type ArchiveFormat, doors } from '../../api/doors.ts';
import type { Site } from '../../api/types.ts';
import { tell } from '../../parts/toasts.ts';

/** The archive asks for the bearer token, so it comes as bytes and is handed to the browser as a file. */
export class Downloading {
  busy = $state(false);

  async start({ id, name }: Site, version: number, format: ArchiveFormat): Promise<void> {
    if (this.busy) return;
    this.busy = true;
    try {
      const address = URL.createObjectURL(await doors.archive(id, version, format));
      const link = document.createElement('a');
      link.href = address;
      link.download = `${fileName(name)}-v${version}.${format}`;
      link.click();
      URL.revokeObjectURL(address);
    } catch (raw) {
      tell.trouble(`Version ${version} was not downloaded`, raw);
    } finally {
      this.busy = false;
    }
  }
}

const fileName = (name: string): string =>
  name
    .normalize('NFKD')
    .replace(/[^\w -]/g, '')
    .trim()
    .replace(/\s+/g, '-')
    .toLowerCase() || 'site';
