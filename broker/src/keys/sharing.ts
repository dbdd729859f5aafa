/**
 * Lets all who ask for the same thing within one turn share one question. It is asked when the last of them has asked, so
 * that nobody gets an answer from before his question, as he could from one that is under way.
 */
export const sharing = <Answer>(ask: (name: string) => Promise<Answer>): ((name: string) => Promise<Answer>) => {
  const about = new Map<string, Promise<Answer>>();
  return (name) => {
    const shared = about.get(name);
    if (shared) return shared;
    const answer = Promise.resolve().then(() => {
      about.delete(name);
      return ask(name);
    });
    about.set(name, answer);
    return answer;
  };
};
