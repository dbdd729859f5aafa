import { describe, expect, it } from 'vitest';
import { editPage, openPage, type Page } from './page.ts';
import { rewriteRange } from './rewrite-text.ts';
import { textRuns } from './text-runs.ts';

const open = (html: string): Page => {
  const page = openPage('a.html', new TextEncoder().encode(`<meta charset=utf-8>${html}`));
  if (page === undefined) throw new Error('the page opens');
  return page;
};

const runs = (html: string): string[] => {
  const page = open(html);
  return textRuns(page, page.body).map(({ text }) => text);
};

const replace = (html: string, old: string, words: string): string => {
  const page = open(html);
  const run = textRuns(page, page.body).find(({ text }) => text.includes(old));
  if (run === undefined) throw new Error(`no run holds ${old}`);
  const start = run.text.indexOf(old);
  const bytes = editPage(page, (source) => rewriteRange(source, page, { run, start, end: start + old.length }, words));
  return new TextDecoder().decode(bytes).slice('<meta charset=utf-8>'.length);
};

describe('text runs', () => {
  it('go through inline elements and end at blocks', () => {
    expect(runs('<p>Hello <b>big</b>\n  <a href=x>world</a></p><div>Next<ul><li>a<li>b</ul>last</div>')).toEqual([
      'Hello big world',
      'Next',
      'a',
      'b',
      'last',
    ]);
  });

  it('decode entities, take a line break for a space and leave code out', () => {
    expect(
      runs('<p>&copy; A&amp;B<br>C</p><script>no</script><style>no</style><template><p>no</p></template>'),
    ).toEqual(['© A&B C']);
  });

  it('leave out text that the parser joined from two places', () => {
    expect(runs('<table>lost<tr><td>kept</td></tr>lost too</table>')).toEqual(['kept']);
  });
});

describe('rewriting a range', () => {
  it('changes only the characters named', () => {
    expect(replace('<p>  one  two &amp; three</p>', 'two & three', 'four')).toBe('<p>  one  four</p>');
  });

  it('keeps inline elements whose words stay', () => {
    expect(
      replace(
        '<p>Read <a href=x>the manual</a> or ask Bob now</p>',
        'Read the manual or ask Bob now',
        'Read the manual or ask Eve now',
      ),
    ).toBe('<p>Read <a href=x>the manual</a> or ask Eve now</p>');
  });

  it('lets the longest piece carry the new words and takes emptied elements away', () => {
    expect(replace('<p>Hello dear <b>world</b>!</p>', 'Hello dear world!', 'Good bye?')).toBe('<p>Good bye?</p>');
  });

  it('removes line breaks inside the range', () => {
    expect(replace('<h4>Be<br>Part</h4>', 'Be Part', 'Join')).toBe('<h4>Join</h4>');
    expect(replace('<h4>Be <br> <br>a<br />Part</h4>', 'Be a Part', 'Join')).not.toContain('<br');
  });

  it('escapes what HTML would read as markup', () => {
    expect(replace('<p>x</p>', 'x', '<b> & "q"')).toBe('<p>&lt;b&gt; &amp; "q"</p>');
  });
});
