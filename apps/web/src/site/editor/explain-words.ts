import type { Authorship, Explanation } from '../../api/types.ts';

type Part = Explanation['parts'][number];

/** What a part of an explanation is about. */
export const partWords = ({ what, title, conditions }: Part): string => {
  switch (what) {
    case 'markup':
      return `The element ${title}`;
    case 'text':
      return 'Its words';
    case 'image':
      return `The picture ${title}`;
    case 'script':
      return `The script ${title}`;
    case 'rule':
      return [`The style rule ${title}`, ...conditions].join(', ');
  }
};

/** How much of a part is one build's own. */
export const shareWords = (share: number): string =>
  share < 0.01 ? 'less than 1 %' : `${Math.round(share * 100)} % of it`;

export const costWords = ({ usd, tokensIn, tokensOut, model }: NonNullable<Authorship['cost']>): string =>
  model === null ? 'no model' : `${(tokensIn + tokensOut).toLocaleString('en')} tokens, $${usd.toFixed(2)}`;
