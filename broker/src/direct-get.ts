import { type StoredMsg, jetstreamManager } from '@nats-io/jetstream';
import { type Msg, type NatsConnection, errors } from '@nats-io/transport-node';

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

/** Reads of single messages and of everything under a filter, each saying who answers: the leader, or any replica. */
export interface StreamReader {
  /** The newest message under the filter, from the leader. */
  newest(filter: string): Promise<StoredMessage | undefined>;
  /** The message at the sequence, from the leader. */
  at(sequence: number): Promise<StoredMessage | undefined>;
  /** The message at the sequence, from any replica; what is stored never changes, but a replica may not have it yet. */
  nearby(sequence: number): Promise<StoredMessage | undefined>;
  /** The newest message of one subject, from any replica: it may be older than the leader's. */
  newestNearby(subject: string): Promise<StoredMessage | undefined>;
  /** Messages under the filter from a sequence on, page by page from any replica: it may end before the leader's last. */
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
  return {
    newest: async (filter) => plain(await jsm.streams.getMessage(stream, { last_by_subj: filter })),
    at: async (seq) => plain(await jsm.streams.getMessage(stream, { seq })),
    nearby: (seq) => readOne(nc, `$JS.API.DIRECT.GET.${stream}`, JSON.stringify({ seq }), timeout),
    newestNearby: (subject) => readOne(nc, `$JS.API.DIRECT.GET.${stream}.${subject}`, '', timeout),
    all: async function* (filter, from) {
      for (let next = from; ;) {
        const page = await readPage(nc, stream, { seq: next, batch: PAGE, next_by_subj: filter });
        yield* page.messages;
        const last = page.messages.at(-1);
        if (!last || !page.more) return;
        next = last.seq + 1;
      }
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
