import { quoted } from './quotes.ts';
import { imperative } from './vocabulary.ts';

type Rewrite = readonly [pattern: RegExp, replacement: string];

const leading: readonly RegExp[] = [
  /^(?:hi|hello|hey|ok|okay|so|well|now|also|then|and|next|finally|firstly|secondly|lastly|dear \w+)\b(?: there)?[,!.:]?\s+/i,
  /^(?:first|second)(?: of all)?[,:]\s+/i,
  /^(?:please )?(?:correct|fix|change)(?: this| that| the following)?:\s+/i,
  /^(?:please|kindly|just|simply|maybe|perhaps|quickly)[,]?\s+/i,
  /^(?:can|could|would|will|might) (?:you|we)(?: please| kindly| just)?\s+/i,
  /^(?:would|do) you mind\s+/i,
  /^(?:an?|my|our|the|some) (?:\w+ )?(?:customer|client|boss|guest|visitor|friend|colleague|wife|husband|mother|father|daughter|son|neighbour|reader)s? (?:told (?:me|us)|tells? (?:me|us)|says?|said|thinks?|complains?|complained|noticed|mentioned)(?: that)?,?\s+/i,
  /^(?:i|we)(?:'d|’d| would)? (?:really )?(?:like|love|want|need|prefer|wish)(?: you)? to\s+/i,
  /^(?:let's|let’s|let us|go ahead and|try to|you should|you could|we should|we need to|i need you to|help me(?: to)?)\s+/i,
];

const trailing: readonly RegExp[] = [
  /[,]?\s+(?:please|pls|thanks|thank you|thx|cheers|for me|for (?:older|elderly|old|blind|all|most|my|our) (?:people|readers|visitors|users|guests|customers|parents|eyes)|for everyone|if you can|if possible|ok|okay|will you|would you)(?: so much| very much| a lot)?[.!?]*$/i,
];

// Ways to say "change X to Y". The order matters: the more particular form stands first.
const rewrites: readonly Rewrite[] = [
  [
    /^(?:i|we)(?:'d|’d| would)? (?:like|love|want|need|prefer) (.+?) to (?:be|say|read|become|show)(?: called)? (.+)$/i,
    'change $1 to $2',
  ],
  [/^(?:can|could|may) (.+?) (?:be|say|read|become) (.+?)\??$/i, 'change $1 to $2'],
  [/^(?:let|have) (.+?) (?:be|say|read|become|show) (.+)$/i, 'change $1 to $2'],
  [/^make (.+?) (?:say|read|be|show) (.+)$/i, 'change $1 to $2'],
  [
    /^(.+?) (?:should|must|needs to|has to|ought to|shall) (?:now )?(?:be|say|read|become|show)(?: called)? (.+)$/i,
    'change $1 to $2',
  ],
  [/^(?:the|my|our) (.+?) is now (.+)$/i, 'change the $1 to $2'],
  [/^changing (.+)$/i, 'change $1'],
  [/^(?:use|take|choose|pick|go with) (.+?) (?:as|for) (.+)$/i, 'change $2 to $1'],
  [
    /^give (.+?) (?:a|an|the) (?:new )?(title|headline|heading|name|description|meta description|background|font)(?: colou?r)?(?: of)? (.+)$/i,
    'change the $2 of $1 to $3',
  ],
  [
    /^(?:put|write|place) ((?!(?:the|my|our|this|that|it)\b).+?) (?:in|into|as|on) (the (?:footer|title|page title|heading|headline|main heading|copyright line|meta description|subtitle|tagline)(?: text)?)$/i,
    'change $2 to $1',
  ],
  [
    new RegExp(`^(?!(?:${imperative})\\b)((?:[a-z]+ ){0,3}[a-z]+)\\s*[:=]\\s*(${quoted}|\\S.*)$`, 'i'),
    'change the $1 to $2',
  ],
];

const shortly = new RegExp(
  `^(?!(?:${imperative}|call|say|write|move|give)\\b)(?!(?:the|a|an|my|our)\\s+${quoted})((?:the |my |our )?(?:[a-z-]+ ){0,3}[a-z-]+)\\s+(${quoted})[.!]*$`,
  'i',
);

/** Takes courtesies off a sentence and says its wish in the plainest of the forms that mean the same. */
export const plainRequest = (sentence: string): string => {
  const bare = withoutCourtesy(sentence);
  const rewrite = rewrites.find(([pattern]) => pattern.test(bare));
  if (rewrite === undefined) return bare.replace(shortly, 'change $1 to $2');
  return bare.replace(...rewrite);
};

/** Takes courtesies off a sentence and leaves its words as they are. */
export const withoutCourtesy = (sentence: string): string => {
  const stripped = untilStable(sentence.trim(), (text) =>
    trailing.reduce(
      (rest, pattern) => rest.replace(pattern, ''),
      leading.reduce((rest, pattern) => rest.replace(pattern, ''), text),
    ),
  );
  // The question mark of "Could you …?" belongs to the courtesy, not to the words that were asked for.
  return asking.test(sentence.trim()) ? stripped.replace(/\s*\?+$/, '') : stripped;
};

const asking = /^(?:(?:hi|hello|hey|please|so)\b[,!.]?\s+)*(?:can|could|would|will|might|may|do)\s/i;

const untilStable = (text: string, step: (text: string) => string): string => {
  const next = step(text);
  return next === text || next === '' ? text : untilStable(next, step);
};
