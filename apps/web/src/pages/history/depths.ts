interface Node {
  readonly event: { readonly id: string };
  readonly parent: string | null;
}

/** How deep each event stands under its first cause; causes come before their effects. */
export const depthsOf = (nodes: readonly Node[]): ReadonlyMap<string, number> => {
  const depths = new Map<string, number>();
  for (const { event, parent } of nodes) depths.set(event.id, parent === null ? 0 : (depths.get(parent) ?? -1) + 1);
  return depths;
};
