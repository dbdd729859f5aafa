import { plainClauses } from './plain-clauses.ts';

const orders =
  'remove|delete|drop|take|put|place|move|swap|exchange|make|set|let|give|use|show|add|kick|throw|get rid|away with|out with|cut|lose|scrap|point|link|align|enlarge|shrink|hide';
const wishes = new RegExp(
  `\\b(?:${orders})\\b|\\b(?:should|must|shall|ought to|has to|have to|needs? to|can|may)\\s+(?:be|go|come|stand|lead|link|point|open|jump|load|use|say|vanish|disappear|have|turn|move)\\b`,
  'i',
);
const parting =
  /\s*[;:]\s+|\s*,\s+(?:and |but |so |please )*|[.!?]+\s+|\s+[–—-]\s+|\s+so\s+(?=(?:the|those|that|these|this|my|our|please|take|remove)\b)/;
const nouns = '(?:choice|button|ones?|card|link|entry|item|row|line|picture|photo|icon|section|box(?:es)?|thing)';
const told = `(?!\\s+(?:about|on|of|with|that|which|for|in|below|under|above|called|named|saying)\\b|\\s*[\\uE000-\\uEFFF])`;
const reference = new RegExp(
  `\\b(?:(?:get rid of|both|all (?:two|three|four|five)|it|them|him|her(?!\\s+(?!(?:from|off|out|away|down|too|now|please)\\b)\\w)|there)\\b|(?:this|that|these|those|their)\\b(?=\\s+(?<noun>${nouns})\\b)|the\\b(?=\\s+(?<thing>${nouns})\\b${told})|(?:this|that|these|those)\\b)`,
  'i',
);
const subjects: readonly RegExp[] = [
  /^(?:our|my|the|this|we|i)\b.{0,50}? (?:is|are|am)(?: now)? (?:called|named) (?<topic>.+)$/i,
  /^(?:clicking|a click|when (?:i|you|people|we) click)(?: on)? (?<topic>.+?) (?:does|leads|goes|opens|takes|brings|should)\b.*$/i,
  /^there (?:is|are) (?:an? |the |some )?(?<topic>.+?)(?:\s+(?:which|that|who)\b.*)?$/i,
  /^(?:nobody|no one|hardly anybody|we|i|they|people|visitors|customers)\s+(?:ever |really |(?:do|does) not |don['’]t |doesn['’]t |never |no longer )*(?:uses?|needs?|wants?|reads?|liked?|likes?|loved?|sells?|does|do|offers?|clicks?)(?: on)? (?<topic>.+?)(?: any ?more| any longer)?$/i,
  /^no (?:more )?(?<topic>.+?)(?: any ?more| any longer)$/i,
  /^(?:of |in |on |as for )?(?<topic>.{2,70}?)\s+(?:is|are|was|were|has|have|had|looks?|sounds?|says?|reads?|needs?|lacks?|shows?|makes?|earns?|got|seems?|belongs?|shouts?|leads?|goes|links?|wants?|stands?|quits?|left|leaves?|retires?|retired|stopped|stops?|can|cannot|can['’]t|will|won['’]t|no longer|which|that)\b.*$/i,
];

/** What a sentence's first part speaks of: "the Accessibility card has been empty for years" of the Accessibility card. */
export const topicOf = (told: string): string | undefined => {
  const bare = told.trim();
  for (const subject of subjects) {
    const topic = subject.exec(bare)?.groups?.['topic']?.replace(/\s+(?:too|now|also|as well)\b.*$/i, '');
    if (topic !== undefined && !/^(?:it|this|that|they|we|i|you|he|she|there)$/i.test(topic)) return topic;
  }
  const tells = /\b(?:do|does|did|not|never|\w+n['’]t)\b/i.test(bare);
  return bare.split(/\s+/).length <= 7 && bare !== '' && !tells ? bare : undefined;
};

/**
 * A sentence's wish by itself, its story told apart: "Nobody uses Fax, remove this choice" comes to "remove the Fax
 * choice". What speaks of "it" speaks of what was told before.
 */
export const toldClauses = (text: string): readonly string[] => {
  const bare = text.trim().replace(/^[\s,:;.–-]+/, '');
  const parts = bare
    .replace(/[.!?\s]+$/, '')
    .split(parting)
    .filter((part) => part.trim() !== '');
  const asked = /^(?<front>.{3,70}?),?\s+please\s+(?<rest>[a-z]+\s.+)$/i.exec(withoutRemarks(parts.join(', ')))?.groups;
  const polite =
    asked === undefined || wishes.test(asked['front'] ?? '')
      ? []
      : [`${asked['rest']} in ${asked['front']}`, asked['rest'] ?? ''];
  const front = (parts[0] ?? '').replace(/^(?:in|on|at) /i, '');
  const ordered = parts.slice(1, 6).filter((part) => wishes.test(part));
  const referred = ordered.flatMap((part) =>
    parts
      .slice(0, parts.indexOf(part))
      .toReversed()
      .flatMap((one) => topicOf(one) ?? [])
      .flatMap((topic) =>
        parts.length > 2 && isPlace(front) && topic !== front ? [`${topic} in ${front}`, topic] : [topic],
      )
      .flatMap((topic) => referring(part, topic) ?? []),
  );
  const placed = isPlace(front) ? ordered.map((part) => `${part} in ${front}`) : [];
  const told = [...placed, ...(placed.length > 0 ? [] : ordered)];
  const alone =
    parts.length > 1 && wishes.test(parts[0] ?? '') && parts.slice(1).every(isRemark) ? parts.slice(0, 1) : [];
  return [...new Set([...alone, ...referred, ...plainClauses(bare), ...polite, ...told])];
};

/** What is told besides a wish: a reason, an opinion. */
const isRemark = (part: string): boolean =>
  !wishes.test(part) &&
  /\b(?:is|are|was|were|has|have|had|do|does|did|don['’]t|can['’]t|will|i|we|it|they|he|she|there|nobody|everybody|likes?|wants?|insists?|says?|said|asked|needs|looks|knows|never|always|anyway)\b/i.test(
    part,
  );

/** A few words without a verb, said in front: "Second bar: …". */
const isPlace = (part: string): boolean =>
  part.split(/\s+/).length <= 6 &&
  !wishes.test(part) &&
  !/\b(?:is|are|has|have|was|were|not|no|never|do|does|did|we|i|they|nobody)\b/i.test(part);

const withoutRemarks = (text: string): string => text.replace(/\s*\([^()]{1,160}\)/g, '');

/** A clause with what the sentences before it speak of in place of "it", "there" or "the card". */
export const referredClauses = (story: string, clause: string): readonly string[] =>
  story
    .split(parting)
    .toReversed()
    .flatMap((part) => topicOf(part) ?? [])
    .flatMap((topic) => referring(clause.trim().replace(/[.!?\s]+$/, ''), topic) ?? []);

const referring = (part: string, topic: string): string | undefined => {
  const found = reference.exec(part);
  if (found === null || /^(?:get rid of)$/i.test(found[0])) return undefined;
  const noun = found.groups?.['noun'] ?? found.groups?.['thing'];
  const name = topic.replace(/^(?:the|an?|our|my|this|that)\s+/i, '');
  const named =
    noun === undefined || /^ones?$|^thing$/.test(noun) || new RegExp(`\\b${noun}\\b`, 'i').test(topic)
      ? topic
      : `the ${name} ${noun}`;
  const end = found.index + found[0].length + (noun === undefined ? 0 : noun.length + 1);
  const there = /^there$/i.test(found[0]) ? 'in ' : '';
  return `${part.slice(0, found.index)}${there}${named}${part.slice(end)}`.replace(/\s+/g, ' ').trim();
};
