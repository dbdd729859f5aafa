import type { IncomingMessage, ServerResponse } from 'node:http';
import { pipeline } from 'node:stream/promises';
import { etagOf, fileHeaders, type OriginHeaders, rawHeaders, validatorsOf } from './answer-headers.ts';
import type { Body, FileBodies } from './file-bodies.ts';
import { acceptedEncoding, type ByteRange, type Encoding, namesTag, requestedRange } from './negotiation.ts';
import type { Release, ReleaseFile } from './release.ts';

/** A GET or HEAD that is being answered on one of a site's origins. */
export interface Exchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly kind: keyof OriginHeaders;
}

/** Whoever has the bytes of a file, and its place on the disk where it is too large to be held. */
export type Source = Pick<Release, 'read' | 'open'>;

export interface FileAnswersOptions {
  readonly bodies: FileBodies;
  readonly headers: OriginHeaders;
}

const REMEMBERED_HEADERS = 1_000;
const LONGEST_REMEMBERED = 200;

/** Answers with a file: conditions, ranges, encodings. A range is one of the plain bytes, never of a compressed form. */
export class FileAnswers {
  readonly #bodies: FileBodies;
  readonly #headers: OriginHeaders;
  readonly #encodings = new Map<string, Encoding>();

  constructor({ bodies, headers }: FileAnswersOptions) {
    this.#bodies = bodies;
    this.#headers = headers;
  }

  /** The fast way, for what lies in memory; false when nothing was sent. */
  sendFromMemory(exchange: Exchange, file: ReleaseFile): boolean {
    if (!this.#bodies.isHeld(file)) return false;
    const body = this.#bodies.ready(file, this.#wanted(exchange, 200));
    if (body) this.#sendBody(exchange, file, body, 200);
    return body !== undefined;
  }

  /** @throws ReleaseDamaged before anything is sent. */
  async send(exchange: Exchange, release: Source, file: ReleaseFile, status: 200 | 404): Promise<void> {
    if (!this.#bodies.isHeld(file)) return this.#sendFromDisk(exchange, release, file, status);
    const body = await this.#bodies.make(release, file, this.#wanted(exchange, status));
    this.#sendBody(exchange, file, body, status);
  }

  #wanted({ request }: Exchange, status: 200 | 404): Encoding {
    const header = request.headers['accept-encoding'];
    if (typeof header !== 'string' || (status === 200 && isRangeRequest(request))) return 'identity';
    const known = this.#encodings.get(header);
    if (known) return known;
    const encoding = acceptedEncoding(header);
    if (header.length > LONGEST_REMEMBERED) return encoding;
    if (this.#encodings.size >= REMEMBERED_HEADERS) this.#encodings.clear();
    this.#encodings.set(header, encoding);
    return encoding;
  }

  #sendBody(exchange: Exchange, file: ReleaseFile, { encoding, bytes }: Body, status: 200 | 404): void {
    const { request, response } = exchange;
    if (status === 200) {
      if (this.#isUnchanged(exchange, file, encoding)) return;
      const range = this.#range(exchange, file);
      if (range === 'refused') return;
      if (range) {
        this.#head206(exchange, file, range);
        response.end(bytes.subarray(range.start, range.end + 1));
        return;
      }
    }
    response.writeHead(status, this.#prepared(exchange, file, encoding, bytes.length));
    if (request.method === 'HEAD') response.end();
    else response.end(bytes);
  }

  async #sendFromDisk(exchange: Exchange, release: Source, file: ReleaseFile, status: 200 | 404): Promise<void> {
    const { request, response } = exchange;
    if (status === 200 && this.#isUnchanged(exchange, file, 'identity')) return;
    const range = status === 200 ? this.#range(exchange, file) : undefined;
    if (range === 'refused') return;
    await using handle = await release.open(file);
    if (range) this.#head206(exchange, file, range);
    else response.writeHead(status, this.#prepared(exchange, file, 'identity', file.size));
    if (request.method === 'HEAD') {
      response.end();
      return;
    }
    await pipeline(handle.createReadStream({ autoClose: false, ...range }), response);
  }

  #isUnchanged(exchange: Exchange, file: ReleaseFile, encoding: Encoding): boolean {
    const known = exchange.request.headers['if-none-match'];
    if (known === undefined || !namesTag(known, etagOf(file, encoding))) return false;
    exchange.response.writeHead(304, [...validatorsOf(file, encoding), ...this.#headers[exchange.kind]]).end();
    return true;
  }

  #range({ request, response, kind }: Exchange, file: ReleaseFile): ByteRange | 'refused' | undefined {
    if (!isRangeRequest(request)) return undefined;
    const ifRange = request.headers['if-range'];
    const range = requestedRange(request.headers.range ?? '', {
      size: file.size,
      etag: etagOf(file, 'identity'),
      ifRange: typeof ifRange === 'string' ? ifRange : undefined,
    });
    if (range === 'whole') return undefined;
    if (range !== 'unsatisfiable') return range;
    const size = rawHeaders({ 'Content-Range': `bytes */${file.size}`, 'Content-Length': 0 });
    response.writeHead(416, [...size, ...this.#headers[kind]]).end();
    return 'refused';
  }

  #head206({ response, kind }: Exchange, file: ReleaseFile, { start, end }: ByteRange): void {
    const piece = rawHeaders({
      'Content-Type': file.type,
      'Content-Length': end - start + 1,
      'Content-Range': `bytes ${start}-${end}/${file.size}`,
    });
    response.writeHead(206, [...piece, ...validatorsOf(file, 'identity'), ...this.#headers[kind]]);
  }

  #prepared({ kind }: Exchange, file: ReleaseFile, encoding: Encoding, length: number): string[] {
    const name = kind + encoding;
    const known = file.prepared.get(name);
    if (known) return known;
    const headers = [...fileHeaders(file, encoding, length), ...this.#headers[kind]];
    file.prepared.set(name, headers);
    return headers;
  }
}

const isRangeRequest = ({ method, headers }: IncomingMessage): boolean =>
  method === 'GET' && headers.range !== undefined;
