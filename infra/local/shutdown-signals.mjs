/** One Ctrl-C may arrive several times: from the terminal, from npm, from the Node that started this one. */
const SAME_MS = 1000;

/**
 * Calls `first` at the first wish to stop, and `second` at the next one that is no echo of it.
 * @param {{ first: () => void, second: () => void }} listeners
 * @returns {() => void} stops listening
 */
export const onShutdownSignals = ({ first, second }) => {
  let at = 0;
  const listener = () => {
    if (at === 0) {
      at = performance.now();
      first();
    } else if (performance.now() - at > SAME_MS) second();
  };
  const events = /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP']);
  for (const event of events) process.on(event, listener);
  // The process that this one was started by is gone.
  process.on('disconnect', listener);
  return () => {
    for (const event of events) process.off(event, listener);
    process.off('disconnect', listener);
  };
};
