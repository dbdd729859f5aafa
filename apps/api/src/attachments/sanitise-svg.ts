import { once } from 'node:events';
import { Worker } from 'node:worker_threads';

/** The drawing cannot be taken; the message is a sentence for whoever sent it, without its full stop. */
export class SvgUnusable extends Error {
  override readonly name = 'SvgUnusable';
}

const LONGEST_MS = 10_000;

/**
 * What is harmless in an SVG, made in a thread of its own: a document made to be slow costs nobody else anything, and
 * the DOM that reads it is gone from memory afterwards. @throws SvgUnusable
 */
export const sanitiseSvg = async (source: string): Promise<string> => {
  const thread = new Worker(new URL('sanitise-svg-thread.ts', import.meta.url), {
    workerData: source,
    env: {},
    resourceLimits: { maxOldGenerationSizeMb: 256 },
  });
  try {
    const [cleaned] = (await once(thread, 'message', { signal: AbortSignal.timeout(LONGEST_MS) })) as [unknown];
    if (typeof cleaned === 'string') return cleaned;
  } catch {
    throw new SvgUnusable('The SVG cost more to read than it may; simplify it or send it as a PNG');
  } finally {
    await thread.terminate();
  }
  throw new SvgUnusable('It ends in .svg, but it is no SVG that can be read; export it anew or send it as a PNG');
};
