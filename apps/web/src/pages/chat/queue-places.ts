/**
 * What a build of the queue has to go before, to be at the place `to` (from 0); null is the end. Undefined when it stands
 * there already, or there is no such place.
 */
export const placeBefore = (order: readonly string[], build: string, to: number): string | null | undefined => {
  const from = order.indexOf(build);
  if (from < 0 || to < 0 || to >= order.length || to === from) return undefined;
  return order.filter((one) => one !== build)[to] ?? null;
};
