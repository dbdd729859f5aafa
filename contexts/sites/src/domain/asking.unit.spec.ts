import { decisionsOf } from '@pagewright/kernel/testing';
import { describe, expect, it } from 'vitest';
import type { AnswerQuestion, AskQuestion } from '../commands/site-commands.ts';
import {
  ada,
  created,
  deleted,
  imported,
  now,
  questionAnswered,
  questionAsked,
  questionId,
  requested,
  sealed,
  site,
  started,
  us,
} from '../testing/index.ts';
import { MAX_OPEN_QUESTIONS } from './asking.ts';
import { siteDecider } from './site-decider.ts';

const given = decisionsOf(siteDecider);
const ask = (question: string): AskQuestion => ({
  type: 'AskQuestion',
  data: { ...us, by: ada, question: questionId(question), text: sealed(`what of ${question}?`), picks: null },
});
const answer = (question: string): AnswerQuestion => ({
  type: 'AnswerQuestion',
  data: { ...us, question: questionId(question), text: sealed(`so much of ${question}`) },
});

describe('Asking a question', () => {
  it('binds the head of that moment, also while a build runs', () =>
    given(...imported, requested('a'), started('a', 1, 11, 1))
      .when(ask('q'))
      .then(questionAsked('q', 1)));
  it('changes neither queue nor versions', () => {
    const before = given(...imported, requested('a')).state();
    const after = given(...imported, requested('a'), questionAsked('q')).state();
    expect({ ...after, questions: [] }).toEqual(before);
  });
  it('is asked already when it comes again', () =>
    given(...imported, questionAsked('q'))
      .when(ask('q'))
      .thenNothing());
  it('is refused before there is a version', () => given(created).when(ask('q')).thenRefused('no-version'));
  it('is refused when too many wait', () =>
    given(...imported, ...Array.from({ length: MAX_OPEN_QUESTIONS }, (_, index) => questionAsked(`q${index}`)))
      .when(ask('one-more'))
      .thenRefused('too-many-questions'));
});

describe('The end of a question', () => {
  it('is its answer', () =>
    given(...imported, questionAsked('q'))
      .when(answer('q'))
      .then(questionAnswered('q')));
  it('may be that there is none', () =>
    given(...imported, questionAsked('q'))
      .when({ type: 'FailQuestion', data: { ...us, question: questionId('q'), reason: 'attempts' } })
      .then({ type: 'QuestionFailed', data: { site, at: now, question: questionId('q'), reason: 'attempts' } }));
  it('comes once', () =>
    given(...imported, questionAsked('q'), questionAnswered('q'))
      .when(answer('q'))
      .thenNothing());
  it('is refused once the site is gone', () =>
    given(...imported, questionAsked('q'), deleted)
      .when(answer('q'))
      .thenRefused('site-deleted'));
});
