import { parse, type Declaration } from 'css-tree';

/** A `style` attribute's text with one property set; all other declarations keep their characters. */
export const setDeclaration = (style: string, property: string, value: string): string => {
  const written = `${property}: ${value}`;
  const [last, ...others] = declarationsOf(style, property).toReversed();
  if (last === undefined) {
    const before = style.trimEnd().replace(/;$/, '');
    return before === '' ? written : `${before}; ${written}`;
  }
  const replaced = style.slice(0, last.start) + written + style.slice(last.end);
  return others.reduce(
    (text, { start, end }) => text.slice(0, start) + text.slice(end).replace(/^\s*;\s*/, ''),
    replaced,
  );
};

/** Of the property and, where it is a shorthand, of its parts. */
const declarationsOf = (style: string, property: string): { start: number; end: number }[] => {
  const tree = parse(style, { context: 'declarationList', positions: true, parseValue: false });
  if (tree.type !== 'DeclarationList') return [];
  return [...tree.children]
    .filter((node): node is Declaration => node.type === 'Declaration')
    .filter(
      (node) => node.property.toLowerCase() === property || node.property.toLowerCase().startsWith(`${property}-`),
    )
    .flatMap(({ loc }) => (loc ? [{ start: loc.start.offset, end: loc.end.offset }] : []));
};
