import { isForPage, pointsAtSomething } from './for-page.ts';
import { quoted } from './quotes.ts';

/** A way to read a sentence as "let this say that". Pieces still hold the marks of quoted parts. */
export interface Saying {
  /** What or where it is; may be empty if `old` says it all. */
  readonly target: string;
  readonly value: string;
  /** The words that go, if the sentence names them apart from the place. */
  readonly old?: string;
  /** 0 to 1: how surely the sentence is meant so. */
  readonly score: number;
}

const change =
  '(?:change|set|make|update|rename|edit|switch|rewrite|reword|modify|have|alter|adjust|correct|fix|retitle|let|replace|swap|exchange|substitute|call|name|title|label|put|write|give|want|need|use)';
const say = '(?:be|say|read|become|state|show|be called|be named|be titled|mean)';
const modal =
  '(?:should|must|shall|may|has to|have to|needs to|ought to|is to|can|is supposed to|could|would better|had better)';
const instead = '(?:instead|rather|now|just|simply|only|please)';
const q = quoted;

type Form = readonly [score: number, pattern: RegExp];

const forms: readonly Form[] = [
  // instead of X it should say Y; X isn't it any more, it is Y
  [
    0.93,
    /^(?<target>)(?:instead of|in place of|rather than) (?<old>[^,:]+?),? (?:it|that|there|the \w+) (?:should|must|shall|ought to|has to) (?:say|read|be) (?<value>[^,:;]+)(?:[,;].*)?$/i,
  ],
  [
    0.93,
    /^(?<target>.*?)\s*\b(?:isn['’]?t|is not|is no longer|aren['’]?t|are not) (?<old>[^,.;]+?)(?: any ?more| any longer)?[,.;]\s*(?:but |we |it ?['’]?i?s |they |now )*(?:(?:do|have|open|hold|make|start|begin) (?:it |that )?)?(?:now )?(?:on |at |is )?(?<value>\d[^,.;]*|\p{Lu}[^,.;]*|[\uE000-\uEFFF])$/u,
  ],
  [
    0.9,
    new RegExp(
      `^(?<target>)(?<old>${q}) .{3,60}?[,.;]\\s*i (?:would|['’]d) (?:rather|prefer to|like to) (?:have|say|read|see)\\s*:?\\s+(?<value>.+)$`,
      'i',
    ),
  ],
  // not X but Y; Y instead of X; from X to Y
  [
    0.93,
    /^(?:(?:change|rename|move|switch|update|set)\s+)?(?<target>.*?)\s*\bfrom\s+(?<old>.+?)\s+(?:to|into)\s+(?<value>.+)$/i,
  ],
  [
    0.92,
    new RegExp(
      `^(?<target>.*?)[\\s,:;-]*(?:${change}|use|put|write|insert|say)?\\s*(?<value>${q})\\s*(?:instead of|in place of|rather than)\\s+(?<old>.+)$`,
      'i',
    ),
  ],
  [
    0.9,
    /^(?:(?<target>(?:in|on|at|under|for) .+?),?\s+)?(?:put|write|use|say|have|insert|take)\s+(?<value>.+?)(?:\s*\([^()]*\))?\s+(?:instead of|in place of|rather than)\s+(?<old>.+)$/i,
  ],
  [
    0.88,
    new RegExp(
      `^(?<target>.+?)\\s+${modal}\\s+(?:now\\s+)?(?:${say}\\s+)(?:${instead}\\s+)?(?<value>.+?),?\\s+(?:and )?not\\s+(?<old>.+)$`,
      'i',
    ),
  ],
  [
    0.86,
    /^(?<target>.+?)\s+(?:is|are)\s+(?:now\s+)?(?<value>.+?)(?:\s+now)?,\s*(?:and )?(?:not|no longer|instead of)\s+(?<old>.+)$/i,
  ],
  [0.86, /^(?<target>.+?)(?:,|:)\s+(?:it(?:'s| is)?|there are|they are)\s+(?<value>.+?),\s*not\s+(?<old>.+)$/i],
  [0.86, /^(?<target>.*?)\bnot\s+(?<old>.+?),?\s+but\s+(?<value>.+)$/i],
  [
    0.9,
    new RegExp(
      `^(?<target>.+?)\\s+(?:asks for|says?|shows?|reads?)\\s+(?<old>${q}),?\\s+but\\s+(?:it (?:should|must) (?:be|say|read)|i (?:only )?(?:want|need|prefer)(?: to know)?(?: an?)?)\\s+(?<value>${q})`,
      'i',
    ),
  ],
  [
    0.9,
    /^(?<target>)(?<old>.+?)\s+(?:is|are)\s+(?:written|spell?ed|spelt)\s+(?:with [^,]+,\s+)?(?<value>[^,.]+)[.]?$/i,
  ],
  [0.85, /^(?<target>.+?)[:,]\s*(?:it is |it's )?(?<value>[^,:]+?)\s+instead of\s+(?<old>.+)$/i],
  // the old words, a remark on them, and the new words
  [
    0.9,
    /^(?<target>.*?)[\s,]*(?:it |there )?(?:says?|reads?)\s+(?<old>.+?)[.;,]\s*(?:please\s+)?(?:(?:it|that|this)\s+(?:should|shall|must|has to|needs to|ought to)\s+(?:be|say|read)|i(?:'d| would)? (?:prefer|want|like)(?: to read)?|better(?: say)?|make it|make that|correct (?:it |that )?to|change (?:it |that )?to|put|write|it is)\s+(?<value>.+)$/i,
  ],
  [
    0.86,
    /^(?<target>.+?)(?:\s+(?:says? [^.]*|is (?:only|just) [^.]*|there is (?:only|just) [^.]*|is (?:bla bla|latin|wrong|old|ugly|boring|silly|outdated)[^.]*|sounds [^.]*|looks [^.]*|reads [^.]*))?\.\s+(?:please\s+)?(?:(?:it|that|this)\s+(?:should|shall|must|has to|needs to|may)\s+(?:be|say|read)|(?:put|write|use|take)(?: (?:there|here))?(?: instead)?|replace (?:it|that|this)(?: whole| all| completely)? (?:by|with)|i(?:'d| would)? (?:prefer|want|like)|better|make (?:it|that)|(?:correct|change) (?:it |that )?to|call it|name it)\s*[:,]?\s+(?<value>.+)$/i,
  ],
  [
    0.8,
    /^(?<target>.+?)\s+(?:sounds?|is|looks?|reads?|seems?)\s+(?:so |too |very |a bit |rather )?(?:silly|odd|wrong|boring|stiff|dull|old-fashioned|outdated|clumsy|weird|bad|ugly|stupid|strange|cold|too \w+)\b[.;,]?\s+(?:better|make it|make that|try|say|write|i prefer|let's say|how about|what about|use)?[:,]?\s*(?<value>.+)$/i,
  ],
  [0.84, /^(?<target>.+?)\s+lacks? an?\s+\S+\s*[-–:]\s*(?<value>.+)$/i],
  [
    0.93,
    /^(?<old>.+?)\s+is (?:wrong|not right|incorrect|outdated|no longer right|old)(?: everywhere| there)?[.,;:]\s*(?:the )?(?:correct|right|proper)(?: one| text| version)? (?:is|would be)\s+(?<value>.+)$/i,
  ],
  [
    0.92,
    /^(?<target>.+?)\s+gets?\s+(?:a |an |the )?(?:new )?(?:headline|heading|title|name|text|label)\s*[:,]?\s*(?<value>.+)$/i,
  ],
  [
    0.9,
    /^(?<target>.+?)[:,]\s*(?:the )?(?:label|text|button|line|heading|it)\s+(?:says|reads)\s+(?<old>.+?),\s*(?:make it|change it to|i prefer|better|it should (?:be|say))\s+(?<value>.+)$/i,
  ],
  // target, sign, value
  [0.95, /^(?<target>.+?)\s*⇒\s*(?<value>.+)$/],
  [0.9, new RegExp(`^${change}\\s+(?:in\\s+)?(?<target>.+?)\\s+to\\s+(?:${say}\\s+)?(?<value>.+)$`, 'i')],
  [
    0.9,
    new RegExp(
      `^${change}\\s+(?<target>.+?)(?:\\s+whole|\\s+completely|\\s+all)?\\s+(?:by|with|for|into|as)(?:\\s*:)?\\s+(?<value>.+)$`,
      'i',
    ),
  ],
  [
    0.9,
    new RegExp(
      `^(?<target>.+?)\\s+${modal}\\s+(?:now\\s+|really\\s+)?(?:${instead}\\s+)?${say}\\s*:?\\s+(?:called\\s+|named\\s+)?(?:${instead}\\s+)?(?<value>.+)$`,
      'i',
    ),
  ],
  [
    0.88,
    new RegExp(
      `^(?<target>.+?)(?:\\s+|\\s*[-–:,]\\s*)(?:is|are)\\s+to\\s+(?:be called|be|say|read)\\s+(?<value>.+)$`,
      'i',
    ),
  ],
  [
    0.9,
    new RegExp(
      `^(?:call|name|title|label|rename|entitle)\\s+(?<target>.+?)\\s+(?:${instead}\\s+)*(?<value>${q}.*)$`,
      'i',
    ),
  ],
  [
    0.75,
    new RegExp(
      `^(?:[Cc]all|[Nn]ame|[Tt]itle|[Ll]abel|[Rr]ename|[Ee]ntitle)\\s+(?<target>.+?)\\s+(?:${instead}\\s+)*(?<value>\\p{Lu}.*)$`,
      'u',
    ),
  ],
  [0.86, new RegExp(`^(?:make|let|have)\\s+(?<target>.+?)\\s+(?:say|read|be|show)\\s+(?<value>.+)$`, 'i')],
  [
    0.82,
    new RegExp(
      `^(?:in|on|for|at|under)\\s+(?<target>.+?)\\s*[,:]?\\s+(?:i (?:want|would like|need|prefer|'d like)|write|put|say|use|please (?:write|put))\\s*:?\\s+(?<value>.+)$`,
      'i',
    ),
  ],
  [
    0.85,
    new RegExp(
      `^(?<target>.+?)[:,]\\s+(?:i (?:want|would like|need|prefer|'d like)|write|put|say|use|make it|it (?:should|must|shall) (?:be|say|read)|better)\\s*:?\\s+(?<value>.+)$`,
      'i',
    ),
  ],
  [0.84, new RegExp(`^(?<target>.+?)(?:\\s*(?:=|(?<!\\d):|:(?!\\d))\\s*|\\s+[-–]\\s+)(?<value>.+)$`)],
  [
    0.8,
    new RegExp(
      `^(?:i (?:want|would like|need|prefer|'d like)|give|use|put|write|there is|set)\\s+(?<target>.+?)\\s+(?:to (?:be|say|read)\\s+)?(?<value>${q})[.!]?$`,
      'i',
    ),
  ],
  [0.7, /^(?<target>.+?)\s+(?:is|are)\s+(?:now\s+)?(?:called\s+|named\s+)?(?<value>.+?)(?:\s+(?:now|please))?$/i],
  [0.62, new RegExp(`^(?<target>.+?)[,]?\\s+(?:says?|please say)?\\s*(?<value>${q})[.!]?$`, 'i')],
];

/** Every way to read a sentence as a wish for other words, the surest first. */
export const sayingsOf = (text: string): Saying[] => {
  const bare = text.trim();
  if (bare.length > 2000) return [];
  const found = forms.flatMap(([score, pattern]): Saying[] => {
    const groups = pattern.exec(bare)?.groups;
    if (groups === undefined) return [];
    const { target = '', value = '', old } = groups;
    const base = { ...placedApart(cleanTarget(target), cleanValue(value)), score };
    return base.value === '' || (base.target === '' && old === undefined)
      ? []
      : [old === undefined ? base : { ...base, old: cleanValue(old) }];
  });
  return [...found, ...laterSplits(bare)]
    .map(whereSaid)
    .filter(({ target, value }) => isForPage(value) && pointsAtSomething(target));
};

/** A story in front of the old words and the new says nothing of where they stand. */
const whereSaid = (saying: Saying): Saying =>
  saying.old !== undefined && !pointsAtSomething(saying.target) ? { ...saying, target: '' } : saying;

/** "change A to B to C" may be parted at either "to". */
const laterSplits = (text: string): Saying[] => {
  const parts = new RegExp(`^${change}\\s+(?<target>.+)\\s+to\\s+(?<value>.+)$`, 'i').exec(text)?.groups;
  return parts === undefined
    ? []
    : [{ ...placedApart(cleanTarget(parts['target'] ?? ''), cleanValue(parts['value'] ?? '')), score: 0.85 }];
};

const placeLast =
  /^(?<value>.+?)\s+(?<place>(?:in|on|of) (?:the|my|our) (?:\w+ )?(?:menu|navigation|nav|navbar|navigation bar|nav bar|sidebar|side bar|footer|header))[.!]*$/i;

/** "A to B in the menu": where it stands was said last and is no part of the new words. */
const placedApart = (target: string, value: string): { readonly target: string; readonly value: string } => {
  const parts = placeLast.exec(value)?.groups;
  return parts === undefined || target === ''
    ? { target, value }
    : { target: `${target} ${parts['place']}`, value: parts['value'] ?? '' };
};

const cleanTarget = (text: string): string =>
  text
    .trim()
    .replace(/^(?:please|pls|the text|text)\s+(?=(?:in|on|at)\b)/i, '')
    .replace(/^(?:change|set|update|rename|correct|edit|replace|let|make)\s+/i, '')
    .replace(/[\s,;:.-]+$/, '')
    .trim();

const cleanValue = (text: string): string =>
  text
    .trim()
    .replace(/^(?:the words?|the text|the name|simply|just|only)\s+(?=\S)/i, '')
    .replace(
      /\s*\((?:with|without|and|but|not|no|the|as|please|only|small|capital|leave|keep|town|which|that|it|see|one|in|on|at|of|for|from|under|this|there|everywhere)\b[^()]*\)\s*[.!]?$/i,
      '',
    )
    .replace(
      /[,.]?\s+(?:instead|please|pls|thanks|thank you|thx|ok|okay|(?<!^\p{Lu}\p{L}+(?: \p{L}+)? )now)[?.!]*$/iu,
      '',
    )
    .replace(/,\s*(?:please|ok|okay|will you|if you can|i think)[?.!]*$/i, '')
    .trim();
