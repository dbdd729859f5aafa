import { describe, expect, it } from 'vitest';
import { after, ask, pageWith } from '../../testing/ask.ts';

const row = (days: string, hours: string): string => `<tr><th>${days}</th><td>${hours}</td></tr>`;
const table = `<table>\n${row('Monday', 'closed')}\n${row('Tuesday to Thursday', '9-17')}\n${row('Friday', '9-18')}\n</table>`;
const list = '<ul>\n<li>Saturday <span>7:00 AM to 8:00 PM</span></li>\n<li>Sunday <span>Closed</span></li>\n</ul>';

describe('hours of a day', () => {
  it.each([
    ['On Fridays we are open from 10 to 16', table, row('Friday', '9-18'), row('Friday', '10-16')],
    ['We are closed on Fridays from now on', table, row('Friday', '9-18'), row('Friday', 'closed')],
    ['We open on Mondays too now, 10 to 14', table, row('Monday', 'closed'), row('Monday', '10-14')],
    ['Tuesday to Thursday: open 8-17', table, '<td>9-17', '<td>8-17'],
    ['on Saturdays we only open from 8 to 3 now', list, '7:00 AM to 8:00 PM', '8:00 AM to 3:00 PM'],
  ])(
    'given lines of hours, when "%s" is told, then the line of that day says so in the form it had',
    (said, hours, old, fresh) => {
      expect(after(said, { 'index.html': pageWith(hours) })).toBe(pageWith(hours.replace(old, fresh)));
    },
  );

  it('given an errand or a single day, when it is told, then the hours stay', () => {
    for (const said of ['Text all guests that we are closed on Friday', 'We are closed this Friday'])
      expect(ask(said, { 'index.html': pageWith(table) }).type).not.toBe('changed');
  });

  it('given a line of several days, when one of them has other hours, then it asks for the line and changes nothing', () => {
    expect(ask('We are closed on Tuesdays now', { 'index.html': pageWith(table) })).toMatchObject({
      type: 'declined',
      message: expect.stringContaining('Tuesday to Thursday'),
    });
  });
});
