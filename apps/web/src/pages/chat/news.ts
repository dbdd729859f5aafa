import type { TurnHead } from '../../api/types.ts';

/** What a screen reader is told: where the newest turn that is not waiting stands. Steps would be too much. */
export const latestNews = (turns: readonly TurnHead[]): string => {
  const turn = turns.findLast(({ state }) => state !== 'waiting');
  switch (turn?.outcome?.type ?? turn?.state) {
    case undefined:
      return '';
    case 'version':
      return turn?.outcome?.type === 'version'
        ? `Version ${turn.outcome.version} is built: ${turn.outcome.summary}`
        : '';
    case 'running':
      return 'The agent is working';
    case 'stopping':
      return 'The build is stopping';
    case 'question':
    case 'clarifying':
      return 'The agent asks a question';
    case 'declined':
      return 'The agent could not do that';
    case 'rejected':
    case 'failed':
      return 'The build failed';
    case 'answer':
      return 'The question is answered';
    case 'cancelled':
      return 'The build was stopped';
    default:
      return '';
  }
};
