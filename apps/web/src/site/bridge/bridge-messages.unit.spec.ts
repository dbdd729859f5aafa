import { describe, expect, it } from 'vitest';
import { MessageBudget } from './budget.ts';
import { readMessage } from './messages.ts';

const picked = {
  pagewright: 1,
  type: 'picked',
  file: 'index.html',
  start: 10,
  end: 20,
  near: null,
  tag: 'h1',
  text: 'Hello',
  rect: { left: 0, top: 0.5, width: 10, height: 10 },
  styles: { color: 'red', backgroundColor: 'red', fontSize: '1px', padding: '0px', margin: '0px' },
  editableText: 'Hello',
  image: null,
  madeBy: null,
};

describe('A message of the frame', () => {
  it('is taken as it is when it is one of the known', () => {
    expect(readMessage(picked)).toEqual(picked);
    expect(readMessage({ pagewright: 1, type: 'here' })).not.toBeNull();
  });

  it.each([
    ['no object', 'picked'],
    ['nothing', null],
    ['an unknown type', { pagewright: 1, type: 'publish' }],
    ['a field too many', { pagewright: 1, type: 'here', html: '<b>' }],
    ['a text that is too long', { ...picked, text: 'x'.repeat(201) }],
    ['offsets that are none', { ...picked, start: -1 }],
    ['offsets that are no numbers', { ...picked, end: '20' }],
    ['sizes that are none', { ...picked, rect: { ...picked.rect, width: Number.POSITIVE_INFINITY } }],
    ['a maker that is none', { ...picked, madeBy: { script: 'a.js', line: 1, run: 'alert(1)' } }],
    ['a path of another host', { pagewright: 1, type: 'page', path: 'https://a.test/', title: '', file: '' }],
    ['one of a stranger', { type: 'here' }],
  ])('is dropped when it is %s', (_, data) => expect(readMessage(data)).toBeNull());
});

describe('The budget of a frame', () => {
  it('takes a burst, then as many as come in time', () => {
    const budget = new MessageBudget(0);
    const burst = Array.from({ length: 200 }, () => budget.take(0));
    expect(burst.filter((verdict) => verdict === 'taken')).toHaveLength(120);
    expect(budget.take(0)).toBe('dropped');
    expect(budget.take(1_000)).toBe('taken');
  });

  it('calls a page flooded that does nothing but send, and forgives one that calmed down', () => {
    const flooded = new MessageBudget(0);
    expect(Array.from({ length: 4_000 }, () => flooded.take(0)).at(-1)).toBe('flooded');
    const calmed = new MessageBudget(0);
    for (let count = 0; count < 600; count += 1) calmed.take(0);
    expect(calmed.take(60_000)).toBe('taken');
    expect(Array.from({ length: 600 }, () => calmed.take(60_000)).at(-1)).toBe('dropped');
  });
});
