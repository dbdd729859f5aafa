import type { QuestionId } from '../events/words.ts';
import { headNumber } from './queries.ts';
import { refusal } from './refusals.ts';
import type { Deciding, Evolving } from './rules.ts';
import type { ExistingSite } from './site.ts';

/** Most questions of one site that wait for an answer. */
export const MAX_OPEN_QUESTIONS = 20;

/** A question moves nothing: it waits for no build, and no build waits for it. It ends once. */
export const askingRules: Deciding<'AskQuestion' | 'AnswerQuestion' | 'FailQuestion'> = {
  AskQuestion: ({ site, now, by, question, text, picks }, state) => {
    if (isOpen(state, question)) return [];
    const version = headNumber(state);
    if (version === null) {
      throw refusal('no-version', `Site ${state.name} has no version yet to answer from; ask when its files are in`);
    }
    if (state.questions.length >= MAX_OPEN_QUESTIONS) {
      throw refusal(
        'too-many-questions',
        `Site ${state.name} has ${MAX_OPEN_QUESTIONS} questions without an answer; wait until some have theirs`,
        { limit: MAX_OPEN_QUESTIONS },
      );
    }
    return [{ type: 'QuestionAsked', data: { site, at: now, question, by, text, picks, version } }];
  },

  AnswerQuestion: ({ site, now, question, text }, state) =>
    isOpen(state, question) ? [{ type: 'QuestionAnswered', data: { site, at: now, question, text } }] : [],

  FailQuestion: ({ site, now, question, reason }, state) =>
    isOpen(state, question) ? [{ type: 'QuestionFailed', data: { site, at: now, question, reason } }] : [],
};

export const askingEvolving: Evolving<'QuestionAsked' | 'QuestionAnswered' | 'QuestionFailed'> = {
  QuestionAsked: (site, { question, by, text, picks, version }, cause) => ({
    ...site,
    questions: [...site.questions, { question, by, text, picks, version, cause }],
  }),
  QuestionAnswered: (site, { question }) => closed(site, question),
  QuestionFailed: (site, { question }) => closed(site, question),
};

const isOpen = ({ questions }: ExistingSite, question: QuestionId): boolean =>
  questions.some((open) => open.question === question);

const closed = (site: ExistingSite, question: QuestionId): ExistingSite => ({
  ...site,
  questions: site.questions.filter((open) => open.question !== question),
});
