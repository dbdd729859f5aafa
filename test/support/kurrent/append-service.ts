import { Metadata, type ServerReadableStream, type sendUnaryData, status } from '@grpc/grpc-js';
import statusMessages from '@kurrent/kurrentdb-client/generated/kurrentdb/protocols/v1/status_pb.js';
import errors from '@kurrent/kurrentdb-client/generated/kurrentdb/protocols/v2/streams/errors_pb.js';
import streams from '@kurrent/kurrentdb-client/generated/kurrentdb/protocols/v2/streams/streams_pb.js';
import any from 'google-protobuf/google/protobuf/any_pb.js';
import type { DoubleFaults } from './double-faults.ts';
import type { DoubleLog, StreamAppend } from './double-log.ts';

const { AppendRequest, AppendResponse, AppendSessionResponse } = streams;
type Request = InstanceType<typeof AppendRequest>;
type Record = ReturnType<Request['getRecordsList']>[number];
type Answer = InstanceType<typeof AppendSessionResponse>;

/** The server's own defaults and rules (`StreamsService` and its validators). */
const NAME = /^[a-zA-Z0-9_.-]+$/;
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
const MOST_BYTES = 1024 * 1024;
const NO_STREAM = -1n;
const JSON_FORMAT = 1;

class Refused extends Error {
  readonly code: status;
  readonly detail: { readonly type: string; readonly bytes: Uint8Array } | undefined;
  constructor(code: status, message: string, detail?: Refused['detail']) {
    super(message);
    this.code = code;
    this.detail = detail;
  }
}

/** `StreamsService.AppendSession` of the second protocol: one request for each stream, stored all or none. */
export const createAppendSession =
  (log: DoubleLog, faults: DoubleFaults) =>
  (call: ServerReadableStream<Request, Answer>, answer: sendUnaryData<Answer>): void => {
    const requests: Request[] = [];
    call.on('data', (request: Request) => requests.push(request));
    call.on('error', () => undefined);
    call.on('end', () => {
      if (faults.hang) return;
      if (faults.deny) return answer({ code: status.UNAUTHENTICATED, details: 'The user is not known' });
      if (requests.length > 0 && faults.loseRequests > 0) return void (faults.loseRequests -= 1);
      try {
        const stored = store(log, requests);
        if (faults.loseAnswers > 0) return void (faults.loseAnswers -= 1);
        answer(null, stored);
      } catch (error) {
        if (!(error instanceof Refused)) throw error;
        answer({ code: error.code, details: error.message, metadata: detailsOf(error) });
      }
    });
  };

const store = (log: DoubleLog, requests: readonly Request[]): Answer => {
  if (requests.length === 0) throw new Refused(status.FAILED_PRECONDITION, 'An append session has no requests');
  const names = requests.map((request) => request.getStream().toLowerCase());
  if (new Set(names).size !== names.length) {
    throw new Refused(status.FAILED_PRECONDITION, 'A stream is named twice in one append session');
  }
  const writes = requests.map(writeOf);
  const bytes = writes
    .flatMap(({ records }) => records)
    .reduce((sum, one) => sum + one.data.length + one.metadata.length, 0);
  if (bytes > MOST_BYTES) {
    const detail = new errors.AppendTransactionSizeExceededErrorDetails();
    detail.setSize(bytes);
    detail.setMaxSize(MOST_BYTES);
    throw new Refused(status.ABORTED, `The append has ${bytes} bytes of at most ${MOST_BYTES}`, {
      type: 'AppendTransactionSizeExceededErrorDetails',
      bytes: detail.serializeBinary(),
    });
  }
  const outcome = log.append(writes);
  if (outcome.status === 'conflict') {
    const detail = new errors.StreamRevisionConflictErrorDetails();
    detail.setStream(outcome.stream);
    detail.setExpectedRevision(outcome.expected.toString());
    detail.setActualRevision(outcome.actual.toString());
    throw new Refused(
      status.FAILED_PRECONDITION,
      `${outcome.stream} is at ${outcome.actual}, not ${outcome.expected}`,
      {
        type: 'StreamRevisionConflictErrorDetails',
        bytes: detail.serializeBinary(),
      },
    );
  }
  const answer = new AppendSessionResponse();
  answer.setPosition(outcome.position.toString());
  for (const [index, { stream }] of writes.entries()) {
    const output = new AppendResponse();
    output.setStream(stream);
    output.setStreamRevision((outcome.revisions[index] ?? 0n).toString());
    answer.addOutput(output);
  }
  return answer;
};

const writeOf = (request: Request): StreamAppend => {
  const stream = request.getStream();
  if (!NAME.test(stream)) throw new Refused(status.INVALID_ARGUMENT, `"${stream}" is not a stream name`);
  if (!request.hasExpectedRevision()) throw new Refused(status.UNIMPLEMENTED, 'The double wants an expected revision');
  const expected = BigInt(request.getExpectedRevision() ?? 0);
  if (expected < NO_STREAM) throw new Refused(status.UNIMPLEMENTED, 'The double knows no expectation but a revision');
  const records = request.getRecordsList();
  if (records.length === 0) throw new Refused(status.INVALID_ARGUMENT, `Nothing is appended to ${stream}`);
  return { stream, expected, records: records.map(recordOf) };
};

const recordOf = (record: Record): StreamAppend['records'][number] => {
  const id = record.getRecordId() ?? '';
  if (!UUID.test(id)) throw new Refused(status.INVALID_ARGUMENT, `"${id}" is not a record id`);
  const type = record.getSchema()?.getName() ?? '';
  if (!NAME.test(type)) throw new Refused(status.INVALID_ARGUMENT, `"${type}" is not a schema name`);
  const properties: [string, string][] = [];
  for (const [key, value] of record.getPropertiesMap().entries()) {
    if (key.startsWith('$')) throw new Refused(status.INVALID_ARGUMENT, `The property ${key} is the server's own`);
    properties.push([key, value.getStringValue()]);
  }
  return {
    id,
    type,
    isJson: record.getSchema()?.getFormat() === JSON_FORMAT,
    data: record.getData_asU8(),
    // Whoever reads by the first protocol gets the properties as JSON.
    metadata: new TextEncoder().encode(JSON.stringify(Object.fromEntries(properties))),
  };
};

const detailsOf = ({ code, message, detail }: Refused): Metadata => {
  const metadata = new Metadata();
  if (!detail) return metadata;
  const packed = new any.Any();
  packed.pack(detail.bytes, `kurrentdb.protocol.v2.streams.${detail.type}`);
  const whole = new statusMessages.Status();
  whole.setCode(code as number as Parameters<typeof whole.setCode>[0]);
  whole.setMessage(message);
  whole.setDetails(packed);
  metadata.set('grpc-status-details-bin', Buffer.from(whole.serializeBinary()));
  return metadata;
};
