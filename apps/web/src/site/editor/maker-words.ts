import type { PickedElement } from '../bridge/messages.ts';

/** Why an element is not to be found in the page's file. */
export const makerWords = (madeBy: NonNullable<PickedElement['madeBy']>): string => {
  if (madeBy === 'implied') return 'The browser adds this element by itself; pick what is inside it.';
  if (madeBy === 'unknown')
    return 'A script of the page made this element; which one is not known. It is in no file, so it cannot be edited here.';
  const { script, line } = madeBy;
  return `This element was made by ${script}, line ${line}. It is in no page file, so it cannot be edited here.`;
};
