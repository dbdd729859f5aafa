import { toast } from 'svelte-sonner';
import { troubleOf } from '../api/trouble.ts';

interface Says {
  readonly description?: string;
  readonly action?: { readonly label: string; readonly onClick: () => void };
  /** A toast with the id of one that is shown takes its place. */
  readonly id?: string;
}

/** What the page tells in passing. Errors stay until they are closed. */
export const tell = {
  done: (title: string, says: Says = {}) => void toast.success(title, says),
  note: (title: string, says: Says = {}) => void toast.info(title, says),
  working: (title: string, says: Says = {}) => void toast.loading(title, says),
  failed: (title: string, says: Says = {}) => void toast.error(title, { ...says, duration: Infinity }),
  trouble: (title: string, raw: unknown, says: Says = {}) => {
    const { detail, requestId } = troubleOf(raw);
    const description = requestId ? `${detail} (request ${requestId})` : detail;
    toast.error(title, { ...says, description, duration: Infinity });
  },
};
