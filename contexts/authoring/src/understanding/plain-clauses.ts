const reason =
  /[,;]?\s+(?:because|since|as (?:it|we|i|they)|for (?:it|we|i) )\b.*$|[,;]\s+(?:i|we|it|he|she|they|that|this|nobody|somebody|everyone|people|there|(?:the|our|my) \w+ (?:asked|said|says|is|was|are|were|insists?|wants?|likes?|has|have))\b.*$/i;
const consequence =
  /^.{3,160}?,?\s+(?:so|therefore|hence)\s+(?:please\s+)?(?<rest>(?:the|our|my|please|take|let|put|move|remove|make|can|could|it)\b.+)$/i;
const remark = /\s*\((?:[^()]{1,160})\)\s*(?=[.,!?;]|$)/g;
const topic =
  /^(?<topic>[^:,.]{3,70}?)(?:\s+(?:is|are|was) (?!to )[^:,.]{2,60})?\s*[:,.–-]\s+(?<verb>.*\b(?:remove|delete|drop|move|put|make|take|let|give|call|rename|swap|align|enlarge|shrink|use|set|change|link|point)\b.*?)\b(?<pronoun>it|this|that|them|those|these)\b(?<rest>.*)$/i;

const order =
  /^(?:in |on )?(?:the )?(?<topic>[^:,]{3,60}?)\s*[:,]\s+(?<rest>(?:please )?(?:remove|delete|drop|leave out|take out|take|move|put|add|make|align|enlarge|swap|change|replace|cut|use|set|write|kick out)\b.+)$/i;

/** "Ada does not sing any more" is told of her and names nothing. */
const tells = /\b(?:do|does|did|never|any ?more|\w+n['’]t)\b/i;

/** A sentence and simpler ones that say the same: without reasons and remarks, and with its topic in place of "it". */
export const plainClauses = (text: string): readonly string[] => {
  const bare = text.trim().replace(/[.!?\s]+$/, '');
  const simple = bare.replace(remark, '').replace(reason, '').trim();
  const follows = consequence.exec(bare)?.groups?.['rest']?.replace(remark, '').replace(reason, '').trim();
  const named = topic.exec(simple)?.groups;
  const substituted =
    named === undefined || tells.test(named['topic'] ?? '')
      ? undefined
      : `${named['verb']}${named['topic']}${named['rest']}`.replace(/\s+/g, ' ').trim();
  const ordered = order.exec(simple)?.groups;
  const inTopic = ordered === undefined ? [] : [`${ordered['rest']} in ${ordered['topic']}`, ordered['rest']];
  const first = /^(?<first>[^.!?]{8,}?)[.!?]\s+\S/.exec(simple)?.groups?.['first'];
  return [
    ...new Set(
      [substituted, ...inTopic, follows, simple, bare, first].filter((one) => one !== undefined && one !== ''),
    ),
  ] as string[];
};
