import { Metadata, type ServerDuplexStream, type ServerUnaryCall, type sendUnaryData, status } from '@grpc/grpc-js';
import persistent from '@kurrent/kurrentdb-client/generated/kurrentdb/protocols/v1/persistentsubscriptions_pb.js';
import type { DoubleFaults } from './double-faults.ts';
import type { DoubleLog, LogEntry } from './double-log.ts';
import { fillRecorded, passes, uuidIn } from './double-messages.ts';

const { CreateResp, DeleteResp, GetInfoResp, ReadReq, ReadResp, SubscriptionInfo } = persistent;
type DeleteReq = InstanceType<typeof persistent.DeleteReq>;
type GetInfoReq = InstanceType<typeof persistent.GetInfoReq>;
type AllOptions = InstanceType<typeof persistent.CreateReq.AllOptions>;
type CreateReq = InstanceType<typeof persistent.CreateReq>;
type Call = ServerDuplexStream<InstanceType<typeof ReadReq>, InstanceType<typeof ReadResp>>;

interface Given {
  readonly entry: LogEntry;
  readonly retries: number;
}
interface Subscriber {
  readonly call: Call;
  readonly room: number;
  readonly structured: boolean;
  readonly given: Map<string, Given>;
}
interface Group {
  readonly filter: (entry: LogEntry) => boolean;
  readonly mostRetries: number;
  readonly again: Given[];
  readonly subscribers: Set<Subscriber>;
  place: bigint;
}

/**
 * Persistent subscriptions to all: groups that share the log among their subscribers, give again what was not
 * acknowledged when its subscriber goes, and park what failed too often.
 */
export const createPersistentService = (log: DoubleLog, faults: DoubleFaults) => {
  const groups = new Map<string, Group>();
  const parked: string[] = [];

  const deal = (group: Group): void => {
    for (let turn = 0; ; turn += 1) {
      const free = [...group.subscribers].filter(({ given, room }) => given.size < room);
      const subscriber = free[turn % Math.max(free.length, 1)];
      const next = subscriber && (group.again.shift() ?? nextIn(log, group));
      if (!next) return;
      subscriber.given.set(next.entry.id, next);
      subscriber.call.write(eventAnswer(next, subscriber.structured));
    }
  };
  const giveBack = (group: Group, subscriber: Subscriber): void => {
    if (!group.subscribers.delete(subscriber)) return;
    group.again.push(...subscriber.given.values());
    deal(group);
  };

  return {
    /** Ids of what was given up. */
    parked,
    /** As a server that starts again does: from the first event that nobody acknowledged. */
    forgetSubscribers: (): void => {
      for (const group of groups.values()) {
        group.place = checkpointOf(group);
        group.again.length = 0;
        group.subscribers.clear();
      }
    },
    create: (call: ServerUnaryCall<CreateReq, unknown>, answer: sendUnaryData<InstanceType<typeof CreateResp>>) => {
      if (faults.hang) return;
      const options = call.request.getOptions();
      const name = options?.getGroupName() ?? '';
      const all = options?.getAll();
      if (!all) return answer({ code: status.UNIMPLEMENTED, details: 'The double has groups over all streams only' });
      if (groups.has(name)) return answer(groupError(status.ALREADY_EXISTS, 'persistent-subscription-exists', name));
      groups.set(name, {
        filter: passes(all.hasFilter() ? all.getFilter() : undefined),
        mostRetries: options?.getSettings()?.getMaxRetryCount() ?? 0,
        again: [],
        subscribers: new Set(),
        place: placeOf(log, all),
      });
      answer(null, new CreateResp());
    },
    delete: (call: ServerUnaryCall<DeleteReq, unknown>, answer: sendUnaryData<InstanceType<typeof DeleteResp>>) => {
      const name = call.request.getOptions()?.getGroupName() ?? '';
      if (!groups.delete(name)) {
        return answer(groupError(status.NOT_FOUND, 'persistent-subscription-does-not-exist', name));
      }
      answer(null, new DeleteResp());
    },
    getInfo: (call: ServerUnaryCall<GetInfoReq, unknown>, answer: sendUnaryData<InstanceType<typeof GetInfoResp>>) => {
      const name = call.request.getOptions()?.getGroupName() ?? '';
      const group = groups.get(name);
      if (!group) return answer(groupError(status.NOT_FOUND, 'persistent-subscription-does-not-exist', name));
      const info = new SubscriptionInfo();
      info.setEventSource('$all');
      info.setGroupName(name);
      info.setStartFrom('C:0/P:0');
      const done = checkpointOf(group);
      info.setLastCheckpointedEventPosition(done < 0n ? '' : `C:${done}/P:${done}`);
      const whole = new GetInfoResp();
      whole.setSubscriptionInfo(info);
      answer(null, whole);
    },
    read: (call: Call): void => {
      let group: Group | undefined;
      let subscriber: Subscriber | undefined;
      let stop = (): void => undefined;
      const leave = (): void => {
        stop();
        if (group && subscriber) giveBack(group, subscriber);
      };
      call.on('data', (request: InstanceType<typeof ReadReq>) => {
        if (faults.hang) return;
        const options = request.getOptions();
        if (options) {
          const found = groups.get(options.getGroupName());
          if (!found) {
            const error = groupError(
              status.NOT_FOUND,
              'persistent-subscription-does-not-exist',
              options.getGroupName(),
            );
            return void call.emit('error', error);
          }
          group = found;
          const structured = options.getUuidOption()?.hasStructured() ?? false;
          subscriber = { call, room: options.getBufferSize(), structured, given: new Map() };
          found.subscribers.add(subscriber);
          stop = log.onAppend(() => deal(found));
          call.write(confirmation(options.getGroupName()));
        }
        if (!group || !subscriber) return;
        for (const id of request.getAck()?.getIdsList() ?? []) subscriber.given.delete(uuidIn(id));
        const nack = request.getNack();
        for (const id of nack?.getIdsList() ?? []) {
          const given = subscriber.given.get(uuidIn(id));
          subscriber.given.delete(uuidIn(id));
          if (!given) continue;
          const retry = nack?.getAction() === ReadReq.Nack.Action.RETRY && given.retries < group.mostRetries;
          if (retry) group.again.push({ ...given, retries: given.retries + 1 });
          else parked.push(given.entry.id);
        }
        deal(group);
      });
      call.on('cancelled', leave);
      call.on('close', leave);
      call.on('error', leave);
      call.on('end', () => {
        leave();
        call.end();
      });
    },
  };
};

/** All up to here are acknowledged. */
const checkpointOf = (group: Group): bigint => {
  const open = [...group.again, ...[...group.subscribers].flatMap(({ given }) => [...given.values()])];
  const first = open.map(({ entry }) => entry.position).toSorted((a, b) => (a < b ? -1 : 1))[0];
  return first === undefined ? group.place : first - 1n;
};

const placeOf = (log: DoubleLog, all: AllOptions): bigint => {
  if (all.hasStart()) return -1n;
  const from = all.getPosition();
  // The position itself is given, too.
  return from ? BigInt(from.getCommitPosition()) - 1n : (log.entries.at(-1)?.position ?? -1n);
};

const nextIn = (log: DoubleLog, group: Group): Given | undefined => {
  const entry = log.entries.find((one) => one.position > group.place && group.filter(one));
  if (!entry) return undefined;
  group.place = entry.position;
  return { entry, retries: 0 };
};

const eventAnswer = ({ entry, retries }: Given, structured: boolean): InstanceType<typeof ReadResp> => {
  const event = new ReadResp.ReadEvent();
  event.setEvent(fillRecorded(new ReadResp.ReadEvent.RecordedEvent(), entry, structured));
  event.setCommitPosition(entry.position.toString());
  event.setRetryCount(retries);
  const answer = new ReadResp();
  answer.setEvent(event);
  return answer;
};

const confirmation = (group: string): InstanceType<typeof ReadResp> => {
  const confirmed = new ReadResp.SubscriptionConfirmation();
  confirmed.setSubscriptionId(`$all::${group}`);
  const answer = new ReadResp();
  answer.setSubscriptionConfirmation(confirmed);
  return answer;
};

const groupError = (code: status, exception: string, group: string) => {
  const metadata = new Metadata();
  metadata.set('exception', exception);
  metadata.set('stream-name', '$all');
  metadata.set('group-name', group);
  return { code, details: `The group ${group}: ${exception}`, metadata };
};
