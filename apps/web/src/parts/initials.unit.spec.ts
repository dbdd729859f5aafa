import { describe, expect, it } from 'vitest';
import { hueOf, initialsOf } from './initials.ts';

describe('initialsOf', () => {
  it.each([
    ['Ingrid Solheim', 'IS'],
    ['Anna Maria van der Berg', 'AB'],
    ['tomas', 'T'],
    ['  Øystein  Åse ', 'ØÅ'],
    ['', ''],
  ])('makes of "%s" "%s"', (name, initials) => expect(initialsOf(name)).toBe(initials));
});

describe('hueOf', () => {
  it('gives a name the same colour each time and uses all three', () => {
    const names = ['Ingrid Solheim', 'Tomas Vik', 'Marta Berg', 'Mara Lindqvist', 'Erik Holm', 'Ada'];
    expect(names.map(hueOf)).toEqual(names.map(hueOf));
    expect(new Set(names.map(hueOf)).size).toBe(3);
  });
});
