import type { IncomingMessage, ServerResponse } from 'node:http';
import { ArtifactMissing } from '@pagewright/artifacts';
import { type HostedVersion, previewName } from '@pagewright/hosting';
import type { HostingLog } from '@pagewright/hosting/reconciler';
import { noteAnswer, type OnAnswer } from './answer-note.ts';
import { type OriginHeaders, type RawHeaders, rawHeaders } from './answer-headers.ts';
import type { EditorPages } from './editor-pages.ts';
import type { EmbeddedHost, Origin } from './embedded-host.ts';
import type { Exchange, FileAnswers } from './file-answers.ts';
import { isDocument } from './media-type.ts';
import { PAGES, type PlainAnswer } from './plain-page.ts';
import type { StoredPointer } from './pointer-file.ts';
import { type Release, ReleaseDamaged, type ReleaseFile } from './release.ts';
import { readRequestPath, type RequestPath } from './request-path.ts';

export interface HandlerOptions {
  readonly host: EmbeddedHost;
  readonly files: FileAnswers;
  readonly editor: EditorPages;
  readonly headers: OriginHeaders;
  readonly sitesDomain: string;
  readonly onAnswer?: OnAnswer;
  readonly log: HostingLog;
}

/** An exchange whose site and path are known. */
interface Visit extends Exchange {
  readonly origin: Origin;
  readonly path: RequestPath;
  /** As it was written in the request. */
  readonly target: string;
}

/** What the origin showed when the request came; all of the answer comes from it. */
interface Shown {
  readonly version: HostedVersion;
  /** Null at the address of the version itself. */
  readonly pointer: StoredPointer | null;
}

/**
 * Answers one request. Which site it is for is told by its Host header alone, which file by a look-up among the names
 * of one release, taken once: nothing of a request ever becomes part of a path on the disk.
 */
export class RequestHandler {
  readonly #options: HandlerOptions;
  readonly #opened = new WeakMap<HostedVersion, Release>();

  constructor(options: HandlerOptions) {
    this.#options = options;
  }

  handle(request: IncomingMessage, response: ServerResponse): void {
    const { authority, target } = addressed(request);
    const origin = this.#options.host.origin(authority);
    const kind = kindOf(origin);
    const { onAnswer } = this.#options;
    if (onAnswer) noteAnswer(onAnswer, origin, request, response);
    const exchange: Exchange = { request, response, kind };
    if (!origin) return this.#page(exchange, PAGES.unknownHost);
    if (request.method !== 'GET' && request.method !== 'HEAD') {
      return this.#page(exchange, PAGES.method, ['Allow', 'GET, HEAD']);
    }
    if (origin.type === 'live' && origin.site.serving === 'disabled') return this.#page(exchange, PAGES.disabled);
    if (this.#sentFromMemory(exchange, origin, target)) return;
    const path = readRequestPath(target);
    if (!path) return this.#page(exchange, PAGES.badRequest);
    this.#route({ ...exchange, origin, path, target });
  }

  /** For targets that were found to mean a file of the release that is still shown. */
  #sentFromMemory(exchange: Exchange, origin: Origin, target: string): boolean {
    // What the editor's frame gets is made of the file first.
    const pointer = origin.type === 'live' || origin.type === 'preview' ? origin.site[origin.type] : null;
    const release = pointer && this.#opened.get(pointer);
    const file = release && !release.discarded ? release.targets.get(target) : undefined;
    return file !== undefined && this.#options.files.sendFromMemory(exchange, file);
  }

  #route(visit: Visit): void {
    const { origin, path } = visit;
    const { site } = origin;
    if (origin.type === 'live' && path.names.length === 1 && path.names[0] === 'preview') {
      const port = /:[0-9]+$/.exec(addressed(visit.request).authority ?? '')?.[0] ?? '';
      return this.#redirect(visit, `//${previewName(site.key, this.#options.sitesDomain)}${port}/`);
    }
    const bridge = origin.type === 'edit' ? this.#options.editor.bridge(path) : undefined;
    if (bridge) return sendBridge(visit, bridge, this.#options.headers);
    if ((origin.type === 'version' || origin.type === 'edit') && origin.version !== null) {
      const version = site.versions?.get(origin.version);
      if (!version) return this.#page(visit, site.versions ? PAGES.noSuchVersion : PAGES.starting);
      if (version === 'deleted') return this.#page(visit, PAGES.deleted);
      return this.#begin(visit, { version, pointer: null });
    }
    const pointer = site[origin.type === 'live' ? 'live' : 'preview'];
    if (!pointer) return this.#page(visit, PAGES.nothingHere);
    this.#begin(visit, { version: pointer, pointer });
  }

  #begin(visit: Visit, shown: Shown): void {
    this.#show(visit, shown)
      // The folder was changed or removed under us: it has been discarded, and is laid down anew from the archive.
      .catch((error: unknown) => (canBeHealed(visit, error) ? this.#show(visit, shown) : Promise.reject(error)))
      .catch((error: unknown) => this.#failed(visit, error));
  }

  async #show(visit: Visit, shown: Shown): Promise<void> {
    const release = await this.#open(visit.origin.site.site, shown);
    if (isWellKnown(visit.path)) return wellKnown(visit, shown, this.#options.headers);
    const resolution = release.resolve(visit.path);
    switch (resolution.type) {
      case 'file':
        release.remember(visit.target, resolution.file);
        return this.#send(visit, release, resolution.file);
      case 'redirect':
        return this.#redirect(visit, resolution.location);
      case 'missing':
        return this.#missing(visit, shown, release);
    }
  }

  async #send(visit: Visit, release: Release, file: ReleaseFile, status: 200 | 404 = 200): Promise<void> {
    release.readers += 1;
    try {
      const marked = visit.origin.type === 'edit' ? await this.#options.editor.page(release, file) : undefined;
      await this.#options.files.send(visit, marked?.source ?? release, marked?.file ?? file, status);
    } catch (error) {
      if (error instanceof ReleaseDamaged) await this.#options.host.discard(release);
      throw error;
    } finally {
      release.readers -= 1;
    }
  }

  async #missing(visit: Visit, { pointer }: Shown, release: Release): Promise<void> {
    const path = visit.path.names.join('/');
    const isAsset = !visit.path.folder && !isDocument(path);
    for (const version of pointer && isAsset ? this.#options.host.previous(pointer) : []) {
      const before = await this.#open(visit.origin.site.site, { version, pointer: null }).catch(() => undefined);
      const asset = before?.file(path);
      if (before && asset) return this.#send(visit, before, asset);
    }
    const own = release.file('404.html');
    if (own) return this.#send(visit, release, own, 404);
    this.#page(visit, PAGES.missing);
  }

  async #open(site: string, { version, pointer }: Shown): Promise<Release> {
    const known = this.#opened.get(version);
    if (known && !known.discarded) return known;
    const { host } = this.#options;
    const release = pointer ? await host.openShown(site, pointer) : await host.openVersion(site, version);
    this.#opened.set(version, release);
    return release;
  }

  #failed(visit: Visit, error: unknown): void {
    const { response, origin } = visit;
    if (response.headersSent) {
      // Too late for another answer: what was announced and cannot be sent must not look complete.
      response.destroy();
      return;
    }
    if (origin.type !== 'live' && origin.type !== 'preview' && error instanceof ArtifactMissing)
      return this.#page(visit, PAGES.gone);
    const { site } = origin.site;
    this.#options.log({ level: 'error', site, error, message: `A page of site ${site} could not be served` });
    this.#page(visit, PAGES.broken);
  }

  /** For now only: the next version may have something else there. */
  #redirect({ response, kind }: Visit, location: string): void {
    const about = rawHeaders({ Location: location, 'Content-Length': 0, 'Cache-Control': 'no-cache' });
    response.writeHead(302, [...about, ...this.#options.headers[kind]]).end();
  }

  #page({ request, response, kind }: Exchange, answer: PlainAnswer, more: RawHeaders = []): void {
    const retry = answer.retryAfter === undefined ? [] : ['Retry-After', String(answer.retryAfter)];
    const about = rawHeaders({
      'Content-Type': 'text/html; charset=utf-8',
      'Content-Length': answer.body.length,
      'Cache-Control': 'no-store',
    });
    response.writeHead(answer.status, [...about, ...this.#options.headers[kind], ...retry, ...more]);
    if (request.method === 'HEAD') response.end();
    else response.end(answer.body);
  }
}

/** Whom and what a request is for; a proxy's absolute form overrules the header (RFC 9112, section 3.2.2). */
const addressed = ({ headers, url = '' }: IncomingMessage): { authority: string | undefined; target: string } => {
  if (url.startsWith('/')) return { authority: headers.host, target: url };
  const [, authority, target] = /^http:\/\/([^/?#]*)(.*)$/i.exec(url) ?? [];
  return { authority: authority ?? headers.host, target: target?.startsWith('/') ? target : `/${target ?? ''}` };
};

const kindOf = (origin: Origin | undefined): keyof OriginHeaders => {
  if (origin?.type === 'live' || origin?.type === 'edit') return origin.type;
  return 'hidden';
};

const sendBridge = ({ request, response, kind }: Exchange, body: Buffer, headers: OriginHeaders): void => {
  const about = rawHeaders({
    'Content-Type': 'text/javascript; charset=utf-8',
    'Content-Length': body.length,
    'Cache-Control': 'no-cache',
  });
  response.writeHead(200, [...about, ...headers[kind]]);
  if (request.method === 'HEAD') response.end();
  else response.end(body);
};

const isWellKnown = ({ names, folder }: RequestPath): boolean =>
  !folder && names.length === 2 && names[0] === '.well-known' && names[1] === 'pagewright.json';

/** What anybody can compare with the files that are served here. */
const wellKnown = ({ request, response, origin, kind }: Visit, shown: Shown, headers: OriginHeaders): void => {
  const { version, digest } = shown.version;
  const position = shown.pointer?.position ?? null;
  const body = Buffer.from(
    `${JSON.stringify({ site: origin.site.site, version, digest, target: origin.type, position })}\n`,
  );
  const about = rawHeaders({
    'Content-Type': 'application/json; charset=utf-8',
    'Content-Length': body.length,
    'Cache-Control': 'no-cache',
  });
  response.writeHead(200, [...about, ...headers[kind]]);
  if (request.method === 'HEAD') response.end();
  else response.end(body);
};

const canBeHealed = ({ response }: Visit, error: unknown): boolean =>
  error instanceof ReleaseDamaged && !response.headersSent;
