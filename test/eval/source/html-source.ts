import { selectAll } from 'css-select';
import { type Document, Element, isTag, isText, type ParentNode } from 'domhandler';
import { Parser, parseFragment, type Token as ParserToken } from 'parse5';
import { adapter, type Htmlparser2TreeAdapterMap } from 'parse5-htmlparser2-tree-adapter';
import type { Token } from './tokens.ts';

/** A page as source, tree and tokens. */
export interface HtmlSource {
  readonly text: string;
  readonly document: Document;
  readonly tokens: readonly Token[];
}

export const openHtml = (bytes: Uint8Array): HtmlSource => {
  const text = new TextDecoder().decode(bytes);
  const parser = new Recorder({ treeAdapter: adapter, sourceCodeLocationInfo: true });
  parser.tokenizer.write(text, true);
  return { text, document: parser.document as Document, tokens: parser.recorded() };
};

export const select = (root: ParentNode | Element[], selector: string): Element[] =>
  selectAll(selector, root as never) as unknown as Element[];

export const fragmentOf = (markup: string): ParentNode =>
  parseFragment(markup, { treeAdapter: adapter }) as unknown as ParentNode;

export const textOf = (node: ParentNode): string => collapse(rawText(node));

export const collapse = (text: string): string => text.replace(/\s+/g, ' ').trim();

const rawText = (node: ParentNode): string =>
  node.children.map((child) => (isText(child) ? child.data : isTag(child) ? rawText(child) : '')).join('');

type Locations = NonNullable<Element['sourceCodeLocation']>;

export const locationOf = (element: Element): Locations => {
  const location = element.sourceCodeLocation;
  if (!location) throw new Error(`<${element.name}> does not stand in the source`);
  return location;
};

/** Notes what the tokenizer says before the parser acts on it: the source's own tokens, not the tree's. */
class Recorder extends Parser<Htmlparser2TreeAdapterMap> {
  readonly #tokens: Token[] = [];
  #run = { text: '', from: 0, to: 0 };

  recorded(): readonly Token[] {
    this.#flush();
    return this.#tokens;
  }

  override onCharacter(token: ParserToken.CharacterToken): void {
    this.#character(token);
    super.onCharacter(token);
  }

  override onWhitespaceCharacter(token: ParserToken.CharacterToken): void {
    this.#character(token);
    super.onWhitespaceCharacter(token);
  }

  override onNullCharacter(token: ParserToken.CharacterToken): void {
    this.#character(token);
    super.onNullCharacter(token);
  }

  override onComment(token: ParserToken.CommentToken): void {
    this.#add('comment', `<!--${token.data.trim()}-->`, token.location);
    super.onComment(token);
  }

  override onDoctype(token: ParserToken.DoctypeToken): void {
    this.#add('other', `<!doctype ${token.name}>`, token.location);
    super.onDoctype(token);
  }

  override onStartTag(token: ParserToken.TagToken): void {
    const attributes = new Map(token.attrs.map(({ name, value }) => [name, value]));
    const written = [...attributes]
      .toSorted(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, value]) => ` ${name}="${value}"`);
    this.#add('start', `<${token.tagName}${written.join('')}>`, token.location, { attributes, name: token.tagName });
    super.onStartTag(token);
  }

  override onEndTag(token: ParserToken.TagToken): void {
    this.#add('end', `</${token.tagName}>`, token.location, { name: token.tagName });
    super.onEndTag(token);
  }

  #character({ chars, location }: ParserToken.CharacterToken): void {
    if (this.#run.text === '') this.#run.from = location?.startOffset ?? 0;
    this.#run.text += chars;
    this.#run.to = location?.endOffset ?? 0;
  }

  #add(
    kind: Token['kind'],
    key: string,
    location: ParserToken.Location | null,
    more: Pick<Token, 'attributes' | 'name'> = {},
  ): void {
    const from = location?.startOffset ?? 0;
    // The parser hands itself a tag once more that follows white space within a table.
    if (this.#tokens.at(-1)?.from === from) return;
    const spaced = this.#flush();
    this.#tokens.push({ kind, key, from, to: location?.endOffset ?? 0, spaced, ...more });
  }

  /** Turns the run of characters into words; whether white space is left over before what comes next. */
  #flush(): boolean {
    const { text, from, to } = this.#run;
    this.#run = { text: '', from: 0, to: 0 };
    for (const match of text.matchAll(/(\s*)(\S+)/g))
      this.#tokens.push({ kind: 'text', key: match[2] ?? '', from, to, spaced: match[1] !== '' });
    return /\s$/.test(text);
  }
}

export { Element };
