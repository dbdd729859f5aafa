/** Who knows the digest of a picture has seen it, or was told of it by this server: it needs no token. */
export const thumbnailUrl = (site: string, version: number, digest: string): string =>
  `/api/sites/${site}/versions/${version}/thumbnail?digest=${digest}`;

export const screenshotUrl = (site: string, version: number, digest: string): string =>
  `/api/sites/${site}/versions/${version}/screenshots/${digest}`;
