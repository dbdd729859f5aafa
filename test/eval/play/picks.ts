import type { Pick } from '@pagewright/authoring';
import type { FileTree } from '@pagewright/kernel/file-tree';
import { FaultyRequest } from '../check/region.ts';
import type { PickedElement } from '../requests.ts';
import { locationOf, openHtml, select, textOf } from '../source/html-source.ts';

/** The elements that a person has picked, as the editor would say them. */
export const picksIn = (tree: FileTree, picked: readonly PickedElement[]): Pick[] =>
  picked.map(({ page, selector }) => {
    const bytes = tree.get(page);
    const [element] = bytes === undefined ? [] : select(openHtml(bytes).document, selector);
    if (element === undefined) throw new FaultyRequest(`it picks ${selector}, which ${page} does not have`);
    const { startOffset: start, endOffset: end } = locationOf(element);
    return { path: page, start, end, tag: element.name, text: textOf(element).slice(0, 200) };
  });
