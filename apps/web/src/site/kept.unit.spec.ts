import { describe, expect, it } from 'vitest';
import { keepLetters, Kept, keptLetters, type Letter } from './kept.ts';

const storage = () => {
  const map = new Map<string, string>();
  return {
    map,
    getItem: (name: string) => map.get(name) ?? null,
    setItem: (name: string, text: string) => void map.set(name, text),
    removeItem: (name: string) => void map.delete(name),
    key: (index: number) => [...map.keys()][index] ?? null,
    get length() {
      return map.size;
    },
  };
};
const letter: Letter = {
  key: 'k1',
  site: 's1',
  prompt: 'Make it calmer',
  retryOf: null,
  kind: 'build',
  picks: [],
  attachments: [],
  at: '2026-01-01T00:00:00Z',
};

describe('what is kept', () => {
  it('brings a letter back after a reload', () => {
    const tab = storage();
    keepLetters(new Kept(() => tab), [letter]);
    expect(keptLetters(new Kept(() => tab))).toEqual([letter]);
  });

  it('takes a letter from before there were questions and files', () => {
    const tab = storage();
    const { kind: _kind, picks: _picks, attachments: _attachments, ...old } = letter;
    tab.setItem('pagewright.outbox', JSON.stringify([old]));
    expect(keptLetters(new Kept(() => tab))).toEqual([letter]);
  });

  it('leaves nothing behind once the last letter is acknowledged', () => {
    const tab = storage();
    const store = new Kept(() => tab);
    keepLetters(store, [letter]);
    keepLetters(store, []);
    expect(tab.map.size).toBe(0);
  });

  it.each(['not json', '{"a":1}', '[1,null,{"key":"k"}]'])('reads %s as nothing', (text) => {
    const tab = storage();
    tab.setItem('pagewright.outbox', text);
    expect(keptLetters(new Kept(() => tab))).toEqual([]);
  });

  it('is cleared whole, and what others keep there is left alone', () => {
    const tab = storage();
    const store = new Kept(() => tab);
    tab.setItem('other', 'x');
    store.set('draft.a', 'one');
    store.set('draft.b', 'two');
    store.clear();
    expect([...tab.map.keys()]).toEqual(['other']);
  });

  it('is kept in memory where storage is refused', () => {
    const store = new Kept(() => {
      throw new DOMException('denied', 'SecurityError');
    });
    store.set('draft', 'half a sentence');
    expect(store.get('draft')).toBe('half a sentence');
    store.remove('draft');
    expect(store.get('draft')).toBeNull();
  });
});
