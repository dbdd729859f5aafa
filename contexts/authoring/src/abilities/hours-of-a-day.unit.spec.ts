import { describe, expect, it } from 'vitest';
import { after, ask, pageWith } from '../../testing/ask.ts';

const row = (day: string, hours: string): string => `<tr><th>${day}</th><td>${hours}</td></tr>`;
const table = (...rows: string[]): string => pageWith(`<table>\n${rows.join('\n')}\n</table>`);
const week = [row('Mon', '9:00 AM - 5:00 PM'), row('Tue', '9:00 AM - 5:00 PM'), row('Fri', '9:00 AM - 3:00 PM')];
const files = { 'index.html': table(...week) };

describe('hours of a day', () => {
  it.each([
    ['we open on saturdays too now, 10am to 2pm', [...week, row('Sat', '10:00 AM - 2:00 PM')]],
    ['We are open on Wednesday from 8am to 1pm now', [week[0], week[1], row('Wed', '8:00 AM - 1:00 PM'), week[2]]],
  ])('given a day without a line, when "%s" is said, then it has one among the others', (said, rows) => {
    expect(after(said, files)).toBe(table(...rows.map((one) => one ?? '')));
  });

  it.each([
    ['we close at 4pm on fridays now', '9:00 AM - 3:00 PM', '9:00 AM - 4:00 PM'],
    ['On Fridays we open at 10am now', '9:00 AM - 3:00 PM', '10:00 AM - 3:00 PM'],
  ])('given that only one end is told, when "%s" is said, then the other stays', (said, old, fresh) => {
    expect(after(said, files)).toBe(table(...week).replace(old, fresh));
  });

  it('given two lists of days, when a new day is told, then nothing changes', () => {
    const two = { 'index.html': table(...week), 'shop.html': table(...week) };
    expect(ask('we open on saturdays too now, 10am to 2pm', two).type).toBe('declined');
  });
});
