import { highlight } from './highlight.ts';
import type { Colouring, Coloured } from './highlighting.ts';

/** A long file takes half a second to colour; here nobody waits for it. */
addEventListener('message', ({ data }: MessageEvent<Colouring>) => {
  void highlight(data.path, data.text).then(
    (lines) => postMessage({ id: data.id, lines } satisfies Coloured),
    () => postMessage({ id: data.id, lines: null } satisfies Coloured),
  );
});
