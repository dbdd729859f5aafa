/** Everything that is looked for. */
export const RULES = [
  'acked-but-lost',
  'wrong-answer',
  'duplicate-event',
  'duplicate-effect',
  'broken-chain',
  'partial-batch',
  'token-regression',
  'stale-writer',
  'two-at-once',
  'two-ends',
  'broken-attempts',
  'build-without-an-end',
  'broken-versions',
  'promoted-nothing',
  'lost-pointer',
  'wrong-tree',
  'half-served',
  'failed-visit',
  'wrong-read',
  'wrong-count',
] as const;

export type Rule = (typeof RULES)[number];

export interface Finding {
  readonly rule: Rule;
  readonly message: string;
}

/** One line per rule with how often it was broken, and the first ten times in words. */
export const printRules = (findings: readonly Finding[]): void => {
  for (const rule of RULES) {
    const found = findings.filter((finding) => finding.rule === rule);
    console.log(`${String(found.length).padStart(6)}  ${rule}`);
    for (const { message } of found.slice(0, 10)) console.log(`        ${message}`);
  }
};
