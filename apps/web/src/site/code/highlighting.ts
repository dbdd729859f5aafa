import { type Line, plainLines } from './lines.ts';

export interface Colouring {
  readonly id: number;
  readonly path: string;
  readonly text: string;
}
export interface Coloured {
  readonly id: number;
  /** Null where it could not be coloured. */
  readonly lines: readonly Line[] | null;
}

let worker: Worker | undefined;
let last = 0;
const waiting = new Map<number, (lines: readonly Line[] | null) => void>();

/** The lines of a file, coloured beside the page; without colours where that does not work. */
export const highlightAside = async (path: string, text: string): Promise<readonly Line[]> => {
  const lines = await new Promise<readonly Line[] | null>((resolve) => {
    const id = ++last;
    waiting.set(id, resolve);
    worker ??= start();
    worker.postMessage({ id, path, text } satisfies Colouring, []);
  });
  return lines ?? plainLines(text);
};

const start = (): Worker => {
  const started = new Worker(new URL('./highlight-worker.ts', import.meta.url), { type: 'module' });
  started.addEventListener('message', ({ data }: MessageEvent<Coloured>) => {
    waiting.get(data.id)?.(data.lines);
    waiting.delete(data.id);
  });
  started.addEventListener('error', () => {
    worker = undefined;
    started.terminate();
    for (const resolve of waiting.values()) resolve(null);
    waiting.clear();
  });
  return started;
};
