import { createCssVariablesTheme, createHighlighterCore, type HighlighterCore } from 'shiki/core';
import { createJavaScriptRegexEngine } from 'shiki/engine/javascript';
import { type Line, plainLines } from './lines.ts';

const LANGUAGES: Readonly<Record<string, string>> = {
  html: 'html',
  htm: 'html',
  css: 'css',
  js: 'javascript',
  mjs: 'javascript',
  json: 'json',
  webmanifest: 'json',
  svg: 'xml',
  xml: 'xml',
};
/** More is shown in one colour: it would take longer to paint than anyone waits. */
const MOST_CHARACTERS = 150_000;

let made: Promise<HighlighterCore> | undefined;
const highlighter = (): Promise<HighlighterCore> =>
  (made ??= createHighlighterCore({
    themes: [createCssVariablesTheme({ name: 'pagewright', variablePrefix: '--code-', fontStyle: false })],
    langs: [
      import('shiki/langs/html.mjs'),
      import('shiki/langs/css.mjs'),
      import('shiki/langs/javascript.mjs'),
      import('shiki/langs/json.mjs'),
      import('shiki/langs/xml.mjs'),
    ],
    // No WebAssembly, which the page's content security policy forbids.
    engine: createJavaScriptRegexEngine({ forgiving: true }),
  }));

/** The lines of a file, coloured by the language that its name tells. */
export const highlight = async (path: string, text: string): Promise<readonly Line[]> => {
  const language = LANGUAGES[/\.([^.]+)$/.exec(path)?.[1]?.toLowerCase() ?? ''];
  if (language === undefined || text.length > MOST_CHARACTERS) return plainLines(text);
  const { tokens } = (await highlighter()).codeToTokens(text, { lang: language, theme: 'pagewright' });
  return tokens.map((line) => line.map(({ content, color }) => ({ text: content, colour: color ?? null })));
};
