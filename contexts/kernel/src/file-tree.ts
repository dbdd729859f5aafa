/**
 * A website's files: POSIX-relative path (`blog/index.html`, no leading slash, no `..`) to bytes.
 * Readers must not rely on the map's order; everything that needs an order sorts by code unit.
 */
export type FileTree = ReadonlyMap<string, Uint8Array>;
