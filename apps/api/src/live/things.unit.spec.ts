import { describe, expect, it } from 'vitest';
import { thingsOf } from './things.ts';

describe('what an event speaks of', () => {
  it('given a build, is its turn, and the version that it made', () => {
    expect(thingsOf({ type: 'BuildSucceeded', data: { build: 'b1', version: 3 } })).toEqual({
      turns: ['b1'],
      version: 3,
    });
  });

  it('given a question of a person, is the turn of the question', () => {
    expect(thingsOf({ type: 'QuestionAsked', data: { question: 'q1' } }).turns).toEqual(['q1']);
  });

  it('given an agent that asks back, is the turn of the build alone, whatever the words', () => {
    const data = { build: 'b1', question: 'What shall the heading say?' };
    expect(thingsOf({ type: 'BuildClarificationAsked', data }).turns).toEqual(['b1']);
  });
});
