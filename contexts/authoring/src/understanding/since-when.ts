const days = 'monday|tuesday|wednesday|thursday|friday|saturday|sunday';
const months = 'january|february|march|april|may|june|july|august|september|october|november|december';

/** From when on something holds: "from January", "as of next week"; it stands nowhere on a page. */
export const sinceWhen = new RegExp(
  `\\s+(?:from|as of|starting|since|until)\\s+(?:(?:next|this|now|today|tomorrow|${days}|${months})\\b)[^,.;]*|\\s+in\\s+(?:${months})(?=\\s*(?:[:,.]|$))`,
  'i',
);
