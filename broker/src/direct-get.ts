import { type MsgRequest, type StoredMsg, jetstreamManager } from '@nats-io/jetstream';
import { type Msg, type NatsConnection, errors } from '@nats-io/transport-node';
import { askAgain } from './ask-again.ts';

/** A message as a stream holds it. */
export interface StoredMessage {
  readonly subject: string;
  readonly seq: number;
  readonly headers: Msg['headers'];
  readonly data: Uint8Array;
  /** When the broker stored it, by its clock. */
  readonly time: Date;
}

const PAGE = 512;
/** While there is no leader, a question is lost; the next one is likely to meet one. */
const ASK_AGAIN_MS = 250;

/** Reads of single messages and of everything under a filter: as the leader has it at the call, unless it says otherwise. */
export interface StreamReader {
  /** The newest message under the filter, from the leader. */
  newest(filter: string): Promise<StoredMessage | undefined>;
  /** The message at the sequence, from the leader. */
  at(sequence: number): Promise<StoredMessage | undefined>;
  /** The message at the sequence, from any replica; what is stored never changes, but a replica may not have it yet. */
  nearby(sequence: number): Promise<StoredMessage | undefined>;
  /** The newest message of one subject, from any replica: it may be older than the leader's. */
  newestNearby(subject: string): Promise<StoredMessage | undefined>;
  /** The first message under the filter from a sequence on, from the leader. */
  next(filter: string, from: number): Promise<StoredMessage | undefined>;
  /**
   * Messages under the filter from a sequence on up to another, in order and complete: page by page from any replica,
   * and what a replica does not have yet one by one from the leader.
   */
  between(filter: string, from: number, to: number): AsyncIterable<StoredMessage>;
  /** Everything under the filter from a sequence on, up to the leader's newest at the call. */
  all(filter: string, from: number): AsyncIterable<StoredMessage>;
}

/**
 * The SDK's own batched get leaves one subscription behind per call (3.4.0), hence the protocol by hand here
 * (NATS ADR-31: empty message with status 204 ends a batch, 404 means none; `Nats-Num-Pending` tells what is left).
 */
export const createStreamReader = async (
  nc: NatsConnection,
  stream: string,
  timeout = 2_000,
): Promise<StreamReader> => {
  const jsm = await jetstreamManager(nc, { checkAPI: false, timeout });

  const ask = async (query: MsgRequest): Promise<StoredMessage | undefined> =>
    plain(await askAgain(() => jsm.streams.getMessage(stream, query), ASK_AGAIN_MS));
  const newest: StreamReader['newest'] = (filter) => ask({ last_by_subj: filter });
  const next: StreamReader['next'] = (filter, from) => {
    const query = { seq: from, next_by_subj: filter };
    return ask(query);
  };

  async function* between(filter: string, from: number, to: number): AsyncGenerator<StoredMessage> {
    let place = from;
    for (let more = true; more && place <= to;) {
      const page = await readPage(nc, stream, { seq: place, batch: PAGE, next_by_subj: filter });
      for (const message of page.messages) {
        if (message.seq > to) return;
        yield message;
        place = message.seq + 1;
      }
      more = page.more && page.messages.length > 0;
    }
    while (place <= to) {
      const message = await next(filter, place);
      if (!message || message.seq > to) return;
      yield message;
      place = message.seq + 1;
    }
  }

  return {
    newest,
    at: (seq) => ask({ seq }),
    next,
    nearby: (seq) => readOne(nc, `$JS.API.DIRECT.GET.${stream}`, JSON.stringify({ seq }), timeout),
    newestNearby: (subject) => readOne(nc, `$JS.API.DIRECT.GET.${stream}.${subject}`, '', timeout),
    between,
    all: async function* (filter, from) {
      const last = await newest(filter);
      if (last) yield* between(filter, from, last.seq);
    },
  };
};

const plain = (message: StoredMsg | null): StoredMessage | undefined =>
  message
    ? { subject: message.subject, seq: message.seq, headers: message.header, data: message.data, time: message.time }
    : undefined;

/** One message in one answer, its body as it is: unlike the leader's, which comes in JSON and Base64. */
const readOne = async (nc: NatsConnection, api: string, request: string, timeout: number) => {
  const answer = await nc.request(api, request, { timeout });
  const status = answer.headers?.code ?? 0;
  if (status === 404) return undefined;
  if (status !== 0) throw new errors.RequestError(`direct get: ${status} ${answer.headers?.description ?? ''}`);
  return storedIn(answer);
};

const storedIn = ({ headers, data }: Msg): StoredMessage => ({
  subject: headers?.last('Nats-Subject') ?? '',
  seq: Number(headers?.last('Nats-Sequence')),
  headers,
  data,
  time: new Date(headers?.last('Nats-Time-Stamp') ?? Number.NaN),
});

const readPage = async (nc: NatsConnection, stream: string, request: object) => {
  const answers = await nc.requestMany(`$JS.API.DIRECT.GET.${stream}`, JSON.stringify(request), {
    strategy: 'sentinel',
    maxWait: 5_000,
    noMux: true,
  });
  const messages: StoredMessage[] = [];
  for await (const answer of answers) {
    const { headers } = answer;
    const status = headers?.code ?? 0;
    // A page that the server cut short by its byte budget ends like any other, with more left.
    if (status === 204) return { messages, more: Number(headers?.get('Nats-Num-Pending') ?? 0) > 0 };
    if (status === 404) return { messages, more: false };
    if (status !== 0) throw new errors.RequestError(`direct get: ${status} ${headers?.description ?? ''}`);
    messages.push(storedIn(answer));
  }
  throw new errors.TimeoutError();
};
