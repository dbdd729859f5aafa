import { describe, expect, it } from 'vitest';
import { answerQuestion } from './answer-question.ts';

const page = (body: string): Uint8Array =>
  new TextEncoder().encode(`<!doctype html><title>Bakery</title><body><h1>Bakery</h1>${body}</body>`);
const tree = new Map([
  ['index.html', page('<p>Fresh bread every morning.</p><p>We open at seven.</p>')],
  ['contact.html', page('<p>Call 555 1234 to order cakes.</p>')],
]);
const ask = (question: string) => answerQuestion({ question, tree }).text;

describe('A question about a site', () => {
  it('is answered in the words of the page that says it', () => {
    expect(ask('When do you open?')).toContain('We open at seven.');
    expect(ask('How can I order a cake?')).toMatch(/contact.*Call 555 1234/s);
  });
  it('names the pages', () => expect(ask('How many pages are there?')).toMatch(/2 pages.*index\.html.*contact\.html/s));
  it('counts one page as one', () => {
    const one = new Map([['index.html', page('<p>Fresh bread.</p>')]]);
    expect(answerQuestion({ question: 'How many pages are there?', tree: one }).text).toBe(
      'There is 1 page: index.html.',
    );
  });
  it('has an honest answer when no page says it', () =>
    expect(ask('Do you repair bicycles?')).toBe('The pages say nothing about that.'));
  it('has one when there is no page', () =>
    expect(answerQuestion({ question: 'What?', tree: new Map() }).text).toMatch(/no page/));
});
