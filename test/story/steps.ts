/** Prints one line per step with its time; a step that throws ends the story. */
export const createTeller = (write: (line: string) => void) => {
  const began = performance.now();
  let count = 0;
  return {
    step: async <Result>(
      title: string,
      work: () => Promise<Result>,
      detail: (result: Result) => string = () => '',
    ): Promise<Result> => {
      count += 1;
      const start = performance.now();
      const number = String(count).padStart(2, ' ');
      try {
        const result = await work();
        const said = detail(result);
        write(`${number}  ok    ${time(performance.now() - start)}  ${title}${said === '' ? '' : `: ${said}`}`);
        return result;
      } catch (error) {
        write(`${number}  FAIL  ${time(performance.now() - start)}  ${title}`);
        throw error;
      }
    },
    end: (): void => write(`    ${count} steps in ${time(performance.now() - began).trim()}`),
  };
};

const time = (ms: number): string => `${(ms / 1000).toFixed(2).padStart(6, ' ')} s`;

/** @throws Error saying what was expected, in words. */
export function demand(condition: unknown, otherwise: string): asserts condition {
  if (!condition) throw new Error(otherwise);
}
