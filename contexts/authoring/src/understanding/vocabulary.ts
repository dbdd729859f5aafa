/** Alternatives of a regular expression, each a group of words that mean one thing here. */
export const words = {
  change:
    'change|set|make|update|rename|edit|switch|turn|put|rewrite|reword|modify|have|alter|adjust|colou?r|paint|give|retitle',
  replace: 'replace|swap|exchange|substitute',
  add: 'add|create|insert|include|write|make|build|generate|append|put|need|want',
  remove: 'remove|delete|drop|take out|take away|get rid of|erase|cut|clear|hide',
  the: 'the|my|our|its|this|that|a|an',
  home: 'home ?page|home-page|front ?page|main page|landing page|start page|first page|very first page|index page|index\\.html?|welcome page',
  everywhere:
    '(?:(?:on|in|across|throughout|for|of) )?(?:all|every|each)(?: of)?(?: the| my| our)? (?:single )?(?:pages?|places?)|everywhere|site-?wide|(?:on|in|across|throughout|over|for) (?:the |my |our )?(?:whole|entire|complete) (?:web)?site',
} as const;

/** Verbs that begin a wish of their own after "and", a comma or a full stop. */
export const imperative = `${words.change}|${words.replace}|add|create|insert|append|${words.remove}|use|link|point`;

/** What a clause may name as its object when its verb was said once, for the clause before. */
export const nouns =
  'titles?|headings?|headlines?|headers?|footers?|copyright|backgrounds?|text|links?|buttons?|fonts?|colou?rs?|descriptions?|taglines?|subtitles?|subheadings?|brand|name|logo|menu|navbar|image|picture';
