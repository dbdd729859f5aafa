const EVERY_MS = 2_000;

/** Says now and then how far something long has come; nothing where it is done before. */
export const progress = (remark: (line: string) => void, what: (done: number) => string) => {
  let toldAt = performance.now();
  let done = 0;
  return (more: number): void => {
    done += more;
    if (performance.now() - toldAt < EVERY_MS) return;
    toldAt = performance.now();
    remark(what(done));
  };
};
