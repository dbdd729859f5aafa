import type { FileTree } from '@pagewright/kernel/file-tree';
import { authorChange, type AuthoringOutcome, type AuthoringRequest } from '../src/agent/author-change.ts';

/** A small site with a menu, the page's own body in its main part. */
export const pageWith = (body: string): string =>
  `<!DOCTYPE html>\n<html lang="en">\n<head>\n<title>Acme</title>\n<link rel="stylesheet" href="site.css">\n</head>\n<body>\n<nav class="navbar">\n<a class="brand" href="#top">Acme</a>\n<ul>\n<li><a href="#work">Work</a></li>\n<li><a href="#prices">Prices</a></li>\n<li><a href="#contact">Contact</a></li>\n</ul>\n</nav>\n<main>\n${body}\n</main>\n</body>\n</html>\n`;

export const treeOf = (files: Readonly<Record<string, string>>): FileTree =>
  new Map(Object.entries(files).map(([path, text]) => [path, new TextEncoder().encode(text)]));

/** What the agent makes of one message. */
export const ask = (
  prompt: string,
  files: Readonly<Record<string, string>>,
  more: Partial<AuthoringRequest> = {},
): AuthoringOutcome => {
  const work = authorChange({ prompt, tree: treeOf(files), ...more });
  for (;;) {
    const next = work.next();
    if (next.done) return next.value;
  }
};

/** The text of one file after a message that must have changed something. */
export const after = (prompt: string, files: Readonly<Record<string, string>>, path = 'index.html'): string => {
  const outcome = ask(prompt, files);
  if (outcome.type !== 'changed') throw new Error(`${prompt}: ${JSON.stringify(outcome)}`);
  return new TextDecoder().decode(outcome.tree.get(path));
};
