import type { FileTree } from '@pagewright/kernel/file-tree';
import { describe, expect, it } from 'vitest';
import { compareTrees } from '../compare/compare-trees.ts';
import { undoBuild, undoSummary } from './undo.ts';

const tree = (files: Readonly<Record<string, string>>): FileTree =>
  new Map(Object.entries(files).map(([path, text]) => [path, new TextEncoder().encode(text)]));
const page = (body: string): string => `<!doctype html>\n<title>Docs</title>\n<h1>Docs</h1>\n${body}\n<p>End</p>\n`;

describe('undoing a build', () => {
  it('takes back its change below later ones', () => {
    const undone = undoBuild({
      before: tree({ 'index.html': page('<p>one</p>') }),
      after: tree({ 'index.html': page('<p>two</p>'), 'new.html': page('') }),
      head: tree({ 'index.html': `${page('<p>two</p>')}<p>later</p>\n`, 'new.html': page('') }),
    });
    expect(compareTrees(undone.tree, tree({ 'index.html': `${page('<p>one</p>')}<p>later</p>\n` }))).toEqual([]);
    expect(undone).toMatchObject({ conflicts: [], findings: [], ready: true });
    expect(undone.changes.map(({ path, change }) => [path, change])).toEqual([
      ['index.html', 'modified'],
      ['new.html', 'deleted'],
    ]);
  });

  it('is not ready while a conflict has no choice', () => {
    const of = {
      before: tree({ 'index.html': page('<p>one</p>') }),
      after: tree({ 'index.html': page('<p>two</p>') }),
      head: tree({ 'index.html': page('<p>three</p>') }),
    };
    const open = undoBuild(of);
    expect(open).toMatchObject({ ready: false, changes: [], conflicts: [{ choice: null }] });
    const choices = new Map(open.conflicts.map(({ id }) => [id, 'theirs' as const]));
    const chosen = undoBuild({ ...of, choices });
    expect(chosen).toMatchObject({ ready: true, conflicts: [{ choice: 'theirs' }] });
    expect(compareTrees(chosen.tree, of.before)).toEqual([]);
  });

  it('is not ready when a check refuses the result: a later link leads to a page that it takes away', () => {
    const link = '<p><a href="new.html">New</a></p>';
    const undone = undoBuild({
      before: tree({ 'index.html': page('') }),
      after: tree({ 'index.html': page(''), 'new.html': page('') }),
      head: tree({ 'index.html': page(link), 'new.html': page('') }),
    });
    expect(undone).toMatchObject({ conflicts: [], ready: false, findings: [{ rule: 'internal-link' }] });
  });

  it('is not judged when it brings back what was a version already', () => {
    const broken = tree({ 'index.html': page('<a href="gone.html">x</a>') });
    const mended = tree({ 'index.html': page('<a href="index.html">x</a>') });
    expect(undoBuild({ before: broken, after: mended, head: mended })).toMatchObject({ findings: [], ready: true });
  });

  it('is told by what was undone', () => {
    expect(undoSummary('Made the title red.')).toBe('Undid: Made the title red.');
    expect(undoSummary('Undid: Made the title red.')).toBe('Redid: Made the title red.');
    expect(undoSummary('Redid: Made the title red.')).toBe('Undid: Made the title red.');
  });
});
