import { find } from './describe.js';

const STYLES = new Set(['color', 'background-color', 'font-size', 'padding', 'margin']);

/** Shows edits that are not saved yet. Each list replaces the one before: what is no longer in it is put back. */
export const createEdits = () => {
  let undo = [];
  return {
    show: (list) => {
      for (const back of undo.toReversed()) back();
      undo = list.flatMap((edit) => {
        const element = find(edit.start, edit.end);
        return element ? show(element, edit) : [];
      });
    },
  };
};

const show = (element, edit) => {
  switch (edit.kind) {
    case 'text':
      return showText(element, edit.text);
    case 'style':
      return STYLES.has(edit.property) ? showStyle(element, edit) : [];
    case 'image':
      return showImage(element, edit.shown);
    default:
      return [];
  }
};

const showText = (element, text) => {
  const before = [...element.childNodes];
  element.replaceChildren(text);
  return [() => element.replaceChildren(...before)];
};

const showStyle = (element, { property, value }) => {
  const before = element.getAttribute('style');
  element.style.setProperty(property, value);
  return [() => (before === null ? element.removeAttribute('style') : element.setAttribute('style', before))];
};

const showImage = (element, src) => {
  const names = ['src', 'srcset', 'sizes'];
  const before = names.map((name) => [name, element.getAttribute(name)]);
  const sources =
    element.parentElement?.localName === 'picture' ? [...element.parentElement.querySelectorAll('source')] : [];
  const places = sources.map((source) => [source, source.nextSibling, source.parentNode]);
  for (const source of sources) source.remove();
  for (const name of names.slice(1)) element.removeAttribute(name);
  element.setAttribute('src', src);
  return [
    () => {
      for (const [name, value] of before)
        if (value === null) element.removeAttribute(name);
        else element.setAttribute(name, value);
      for (const [source, next, parent] of places.toReversed()) parent.insertBefore(source, next);
    },
  ];
};
