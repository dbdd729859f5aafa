import { type ServerWritableStream, status } from '@grpc/grpc-js';
import shared from '@kurrent/kurrentdb-client/generated/kurrentdb/protocols/v1/shared_pb.js';
import streams from '@kurrent/kurrentdb-client/generated/kurrentdb/protocols/v1/streams_pb.js';
import type { DoubleFaults } from './double-faults.ts';
import type { DoubleLog, LogEntry } from './double-log.ts';
import { fillRecorded, passes } from './double-messages.ts';

const { ReadReq, ReadResp } = streams;
type ReadOptions = InstanceType<typeof ReadReq.Options>;
type Call = ServerWritableStream<InstanceType<typeof ReadReq>, InstanceType<typeof ReadResp>>;

const BACKWARDS = 1;

/** `Streams.Read` of the first protocol: one stream, all of them, and the subscription to all of them. */
export const createRead =
  (log: DoubleLog, faults: DoubleFaults) =>
  (call: Call): void => {
    if (faults.hang) return;
    const options = call.request.getOptions();
    if (!options) return refuse(call, 'A read has options');
    if (options.hasStream()) return options.hasSubscription() ? unknown(call) : readStream(log, call, options);
    if (!options.hasAll()) return refuse(call, 'A read is of a stream or of all');
    return options.hasSubscription() ? subscribe(log, call, options) : readAll(log, call, options);
  };

const readStream = (log: DoubleLog, call: Call, options: ReadOptions): void => {
  const asked = options.getStream();
  const identifier = asked?.getStreamIdentifier();
  const name = Buffer.from(identifier?.getStreamName_asU8() ?? []).toString('utf8');
  const entries = log.stream(name);
  if (entries.length === 0) {
    const missing = new ReadResp.StreamNotFound();
    const echo = new shared.StreamIdentifier();
    echo.setStreamName(Buffer.from(name).toString('base64'));
    missing.setStreamIdentifier(echo);
    const answer = new ReadResp();
    answer.setStreamNotFound(missing);
    call.write(answer);
    return void call.end();
  }
  const from = asked?.hasRevision() ? BigInt(asked.getRevision()) : undefined;
  const backwards = options.getReadDirection() === BACKWARDS;
  const wanted = backwards
    ? entries.filter(({ revision }) => asked?.hasEnd() || from === undefined || revision <= from).toReversed()
    : entries.filter(({ revision }) => !asked?.hasEnd() && revision >= (from ?? 0n));
  send(call, wanted.slice(0, countOf(options)), options);
};

/** Forwards from a position on, itself included; backwards from before it. */
const readAll = (log: DoubleLog, call: Call, options: ReadOptions): void => {
  const all = options.getAll();
  const filter = passes(options.hasFilter() ? options.getFilter() : undefined);
  const from = positionIn(all?.getPosition());
  const backwards = options.getReadDirection() === BACKWARDS;
  const wanted = log.entries
    .filter(filter)
    .filter(({ position }) =>
      backwards
        ? all?.hasEnd() || (from !== undefined && position < from)
        : !all?.hasEnd() && (from === undefined || position >= from),
    );
  send(call, (backwards ? wanted.toReversed() : wanted).slice(0, countOf(options)), options);
};

/** What comes after a position, itself not included, and then what comes. */
const subscribe = (log: DoubleLog, call: Call, options: ReadOptions): void => {
  const all = options.getAll();
  const filter = passes(options.hasFilter() ? options.getFilter() : undefined);
  const structured = options.getUuidOption()?.hasStructured() ?? false;
  const confirmation = new ReadResp.SubscriptionConfirmation();
  confirmation.setSubscriptionId(crypto.randomUUID());
  const confirmed = new ReadResp();
  confirmed.setConfirmation(confirmation);
  call.write(confirmed);
  let place = all?.hasEnd() ? (log.entries.at(-1)?.position ?? -1n) : (positionIn(all?.getPosition()) ?? -1n);
  const go = (): void => {
    for (const entry of log.entries) {
      if (entry.position <= place) continue;
      place = entry.position;
      if (filter(entry)) call.write(eventAnswer(entry, structured));
    }
  };
  const stop = log.onAppend(go);
  call.on('cancelled', () => {
    stop();
    call.end();
  });
  call.on('close', stop);
  go();
};

const send = (call: Call, entries: readonly LogEntry[], options: ReadOptions): void => {
  const structured = options.getUuidOption()?.hasStructured() ?? false;
  for (const entry of entries) call.write(eventAnswer(entry, structured));
  call.end();
};

const eventAnswer = (entry: LogEntry, structured: boolean): InstanceType<typeof ReadResp> => {
  const event = new ReadResp.ReadEvent();
  event.setEvent(fillRecorded(new ReadResp.ReadEvent.RecordedEvent(), entry, structured));
  event.setCommitPosition(entry.position.toString());
  const answer = new ReadResp();
  answer.setEvent(event);
  return answer;
};

const countOf = (options: ReadOptions): number => Number(options.getCount());

const positionIn = (position: InstanceType<typeof ReadReq.Options.Position> | undefined): bigint | undefined =>
  position && BigInt(position.getCommitPosition());

const refuse = (call: Call, details: string): void =>
  void call.emit('error', { code: status.INVALID_ARGUMENT, details });
const unknown = (call: Call): void =>
  void call.emit('error', { code: status.UNIMPLEMENTED, details: 'The double does not subscribe to single streams' });
