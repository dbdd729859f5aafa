import { describe, expect, it } from 'vitest';
import { canStep, currentPath, firstVisit, stepped, visited } from './visits.ts';

describe('Visits', () => {
  const three = visited(visited(firstVisit('/'), '/a.html'), '/b.html');

  it('go back and forward', () => {
    expect(currentPath(three)).toBe('/b.html');
    const back = stepped(stepped(three, -1), -1);
    expect([currentPath(back), canStep(back, -1), canStep(back, 1)]).toEqual(['/', false, true]);
    expect(currentPath(stepped(back, 1))).toBe('/a.html');
    expect(stepped(back, -1)).toBe(back);
  });

  it('forget what was ahead when another page comes', () =>
    expect(visited(stepped(three, -1), '/c.html').paths).toEqual(['/', '/a.html', '/c.html']));

  it('count the page one is on once', () => expect(visited(three, '/b.html')).toBe(three));

  it('keep a hundred', () => {
    let visits = firstVisit('/');
    for (let count = 0; count < 300; count += 1) visits = visited(visits, `/${count}`);
    expect([visits.paths.length, currentPath(visits)]).toEqual([100, '/299']);
  });
});
