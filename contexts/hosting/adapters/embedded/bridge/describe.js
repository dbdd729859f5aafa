/** Longest words of an element that are only shown, and that can be edited, in UTF-16 code units. */
const SHOWN = 200;
const EDITABLE = 2_000;
const INLINE = new Set(
  'a abbr b bdi bdo cite code data del dfn em i ins kbd label mark q s samp small span strong sub sup time u var'.split(
    ' ',
  ),
);
/** The parser makes them without a tag in the source. */
const IMPLIED = new Set(['html', 'head', 'body', 'tbody', 'colgroup']);

export const find = (start, end) => document.querySelector(`[data-pw="${start}-${end}"]`);

/** Where the element stands in its file; undefined for one that is not written there. */
export const markOf = (element) => {
  const [, start, end] = /^([0-9]+)-([0-9]+)$/.exec(element.getAttribute('data-pw') ?? '') ?? [];
  return start === undefined ? undefined : { start: Number(start), end: Number(end) };
};

export const short = (element) => wordsOf(element).slice(0, SHOWN);

/** What the app needs to know of a picked element. */
export const describe = (element, state) => {
  const at = written(element, state);
  const style = getComputedStyle(element);
  const { left, top, width, height } = element.getBoundingClientRect();
  return {
    file: state.file,
    start: at?.start ?? null,
    end: at?.end ?? null,
    near: at ? null : (nearest(element.parentElement) ?? null),
    tag: element.localName.slice(0, 60),
    text: short(element),
    rect: { left, top, width, height },
    styles: {
      color: style.color,
      backgroundColor: style.backgroundColor,
      fontSize: style.fontSize,
      padding: style.padding,
      margin: style.margin,
    },
    editableText: at ? editableText(element) : null,
    image: at && element instanceof HTMLImageElement ? (element.getAttribute('src') ?? '').slice(0, 1_000) : null,
    madeBy: at ? null : maker(element, state),
  };
};

const nearest = (element) => {
  const written = element?.closest('[data-pw]');
  return written ? (markOf(written) ?? nearest(written.parentElement)) : undefined;
};

/** A copy that a script made of a marked element carries its mark, and is not written there. */
const written = (element, state) => (state.made.has(element) ? undefined : markOf(element));

/** The whole text of an element that holds nothing but text and inline markup. */
const editableText = (element) => {
  if ([...element.querySelectorAll('*')].some((inner) => !INLINE.has(inner.localName))) return null;
  const text = wordsOf(element);
  return text === '' || text.length > EDITABLE ? null : text;
};

const wordsOf = (element) => (element.textContent ?? '').replace(/\s+/g, ' ').trim();

/** Script and line that made the element, as far as the moment of making was seen; else `unknown`. */
const maker = (element, state) => {
  for (let one = element; one !== null; one = one.parentElement) {
    const error = state.made.get(one) ?? (one === element ? undefined : state.filled.get(one));
    if (error) return placeIn(error) ?? 'unknown';
    if (one !== element && markOf(one)) break;
  }
  return IMPLIED.has(element.localName) ? 'implied' : 'unknown';
};

const placeIn = ({ stack = '' }) => {
  for (const line of stack.split('\n')) {
    const [, address, row] = /((?:https?):\/\/[^\s()]+?):([0-9]+)(?::[0-9]+)?\)?$/.exec(line.trim()) ?? [];
    if (address === undefined || address.includes('/.pagewright/bridge/')) continue;
    const { origin, pathname, host } = new URL(address);
    const script = origin === location.origin ? pathname.slice(1) || 'the page' : `${host}${pathname}`;
    return { script: script.slice(0, 500), line: Number(row) };
  }
  return undefined;
};
