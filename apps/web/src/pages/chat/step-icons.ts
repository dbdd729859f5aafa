import Check from '@lucide/svelte/icons/check';
import FilePlus from '@lucide/svelte/icons/file-plus';
import FileSearch from '@lucide/svelte/icons/file-search';
import MonitorCheck from '@lucide/svelte/icons/monitor-check';
import Package from '@lucide/svelte/icons/package';
import Pencil from '@lucide/svelte/icons/pencil';
import Search from '@lucide/svelte/icons/search';
import Trash from '@lucide/svelte/icons/trash';
import type { Component } from 'svelte';

const icons: readonly (readonly [RegExp, Component<{ class?: string }>])[] = [
  [/^(read|look|open|understood)/i, FileSearch],
  [/^(edit|chang|writ|wrote|renam|updat|repair|fix|set|mov)/i, Pencil],
  [/^(add|creat|made|new)/i, FilePlus],
  [/^(delet|remov)/i, Trash],
  [/^(check|verif|test)/i, MonitorCheck],
  [/^(search|find|found)/i, Search],
  [/^(pack|unpack|upload|fetch|stor)/i, Package],
];

/** What kind of step a verb tells; a verb nobody thought of is just done. */
export const iconOf = (verb: string): Component<{ class?: string }> =>
  icons.find(([pattern]) => pattern.test(verb))?.[1] ?? Check;
