import type { SyntaxNode, TreeCursor } from '@lezer/common';
import { parser } from '@prometheus-io/lezer-promql';

/** A metric that an expression reads, with the labels that it is matched or grouped by. */
export interface MetricUse {
  readonly metric: string;
  readonly labels: readonly string[];
}

/** Grafana's variables, by something that PromQL can read in their place. */
const VARIABLES = [[/\$__rate_interval/g, '5m']] as const;

/**
 * Every metric in an expression. Labels in a selector belong to its metric; labels of a grouping, to every metric
 * inside what is grouped. @throws Error when the expression cannot be read
 */
export const metricsIn = (expression: string): readonly MetricUse[] => {
  const text = VARIABLES.reduce((before, [variable, value]) => before.replaceAll(variable, value), expression);
  const uses: MetricUse[] = [];
  const visit = (cursor: TreeCursor): void => {
    if (cursor.type.isError) throw new Error(`"${expression}" cannot be read at ${cursor.from}`);
    if (cursor.name === 'VectorSelector') uses.push(useOf(cursor.node, text));
    if (cursor.firstChild()) {
      do visit(cursor);
      while (cursor.nextSibling());
      cursor.parent();
    }
  };
  visit(parser.parse(text).cursor());
  return uses;
};

const useOf = (selector: SyntaxNode, text: string): MetricUse => {
  const name = selector.getChild('Identifier');
  if (!name) throw new Error(`"${text}" has a selector without a name`);
  const matched = namesBelow(selector.getChild('LabelMatchers'), text, 'LabelName');
  const grouped: string[] = [];
  for (let up = selector.parent; up; up = up.parent) {
    const modifier = up.name === 'AggregateExpr' ? up.getChild('AggregateModifier') : null;
    grouped.push(...namesBelow(modifier, text, 'LabelName'));
  }
  return { metric: text.slice(name.from, name.to), labels: [...new Set([...matched, ...grouped])] };
};

const namesBelow = (node: SyntaxNode | null, text: string, kind: string): string[] => {
  const names: string[] = [];
  node?.cursor().iterate(({ name, from, to }) => {
    if (name === kind) names.push(text.slice(from, to));
  });
  return names;
};
