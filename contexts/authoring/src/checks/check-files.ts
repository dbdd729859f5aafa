import { parse } from 'css-tree';
import type { FileTree } from '@pagewright/kernel/file-tree';
import { openPage } from '../html/page.ts';
import { readText } from '../html/source-text.ts';
import { isPagePath } from '../site/site.ts';
import type { Finding } from './finding.ts';

const serverSide = /\.(?:php\d?|phtml|phar|aspx?|ashx|asmx|cshtml|jspx?|cfm|cgi|pl|py|rb|erb|shtml?)$/i;
const serverTags = /<\?(?:php\b|=)|<%[@=!\s]|<!--#(?:include|exec)\b/i;
const reserved = /^(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)/i;

/** Paths that mean something else, or nothing, once files are laid down somewhere. */
export const checkPaths = (tree: FileTree): Finding[] => {
  const folded = new Map<string, string>();
  return [...tree.keys()].flatMap((path): Finding[] => {
    const problem = pathProblem(path) ?? twin(folded, path);
    folded.set(path.normalize('NFC').toLowerCase(), path);
    return problem === undefined
      ? []
      : [{ rule: 'unsafe-path', path, message: `${path} ${problem}`, severity: 'error' }];
  });
};

export const checkEntry = (tree: FileTree): Finding[] =>
  tree.has('index.html')
    ? []
    : [
        {
          rule: 'entry-page',
          path: 'index.html',
          message: 'The site has no index.html at its root',
          severity: 'error',
        },
      ];

/** Checks one file's content for its kind. */
export const checkContent = (path: string, bytes: Uint8Array): Finding[] => {
  if (serverSide.test(path))
    return [error('server-side-code', path, `${path} is code for a server; a web host would show it to everybody`)];
  if (isPagePath(path)) return checkPage(path, bytes);
  return /\.css$/i.test(path) ? checkStyles(path, bytes) : [];
};

const checkPage = (path: string, bytes: Uint8Array): Finding[] => {
  const text = readText(bytes)?.text;
  if (text === undefined || openPage(path, bytes) === undefined)
    return [error('html-parses', path, `${path} cannot be read as an HTML page`)];
  if (serverTags.test(text))
    return [error('server-side-code', path, `${path} holds code for a server, which no web host here runs`)];
  return text.trim() === '' ? [error('html-parses', path, `${path} is empty`)] : [];
};

const checkStyles = (path: string, bytes: Uint8Array): Finding[] => {
  const text = readText(bytes)?.text;
  if (text === undefined) return [error('css-parses', path, `${path} cannot be read as a stylesheet`)];
  const findings: Finding[] = [];
  parse(text, {
    parseValue: false,
    onParseError: (problem) =>
      findings.push(error('css-parses', path, `${path} line ${problem.line}: ${problem.message}`)),
  });
  return [...findings.slice(0, 1), ...unclosed(path, text)];
};

// The parser closes open blocks by itself at the end of the file, so a stylesheet that stops short needs counting.
const unclosed = (path: string, text: string): Finding[] => {
  const code = text.replace(/\/\*[\s\S]*?\*\/|"(?:\\[\s\S]|[^"\\\n])*"|'(?:\\[\s\S]|[^'\\\n])*'|url\([^)]*\)/g, '');
  const depth = code.split('{').length - code.split('}').length;
  const comment = code.includes('/*');
  return depth > 0 || comment
    ? [error('css-parses', path, `${path} ends inside a ${comment ? 'comment' : 'rule'}`)]
    : [];
};

const pathProblem = (path: string): string | undefined => {
  if (path === '' || path.startsWith('/') || path.includes('\\')) return 'is no relative path with slashes';
  if (/[\p{Cc}]/u.test(path)) return 'has control characters in its name';
  if (path.length > 1024) return 'is longer than 1024 characters';
  const names = path.split('/');
  if (names.some((name) => name === '' || name === '.' || name === '..')) return 'leads outside its folder';
  if (/^[a-z]:/i.test(path) || names.some((name) => reserved.test(name)))
    return 'is a name that some systems keep for themselves';
  return undefined;
};

const twin = (folded: ReadonlyMap<string, string>, path: string): string | undefined => {
  const other = folded.get(path.normalize('NFC').toLowerCase());
  return other === undefined ? undefined : `differs from ${other} only in case`;
};

const error = (rule: Finding['rule'], path: string, message: string): Finding => ({
  rule,
  path,
  message,
  severity: 'error',
});
