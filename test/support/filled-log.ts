import { jetstreamManager } from '@nats-io/jetstream';
import type { NatsConnection } from '@nats-io/transport-node';
import { deploymentStream, hostingEventDefinitions } from '@pagewright/hosting';
import { accountStream, identityEventDefinitions } from '@pagewright/identity';
import {
  actor,
  type CommandId,
  commandDigest,
  createCatalogue,
  eventId,
  type EventId,
  type Position,
  streamParts,
  type StreamName,
} from '@pagewright/kernel';
import { siteEventDefinitions, siteStream } from '@pagewright/sites';
import type { PreparedEvent } from '../../broker/src/events/prepare.ts';
import { headersOf } from '../../broker/src/events/send.ts';
import { EVENTS_STREAM, eventSubject } from '../../broker/src/subjects.ts';

/** What a filled log is made of; the same plan gives the same events, to the byte. */
export interface LogPlan {
  readonly events: number;
  /** They take turns; 100 unless told. */
  readonly sites?: number;
  /** A blob that every digest in the log names; one that nobody has unless told. */
  readonly blob?: { readonly digest: string; readonly size: number };
  /** Between two events, in milliseconds of their own time; 2,000 unless told. The first is on 2026-01-01. */
  readonly everyMs?: number;
}

const FIRST_MS = Date.parse('2026-01-01T00:00:00.000Z');
const NOBODYS = { digest: 'f'.repeat(64), size: 1 };
const SEALED = { sealed: 'c2VhbGVkIHdpdGggYSBrZXkgdGhhdCBub2JvZHkgaGFz', key: 'site.nobody' };
const DIGEST = commandDigest('filled');
const WORKSPACE = 'default';
const COUNTS = { files: 3, bytes: 900, created: 0, modified: 1, deleted: 0, added: 2, removed: 1 };

/** How many are sent before the broker is asked how far it is: it drops what comes faster than it stores. */
const WINDOW = 4_000;

/**
 * Fills the empty log of a broker that has the topology with sites that are created, built, published and deployed over
 * and over, as the contexts would have appended it: every header, every version, schemas that fit. About 50,000 events
 * per second with `sync: 'default'`.
 */
export const fillLog = async (nc: NatsConnection, plan: LogPlan): Promise<void> => {
  const jsm = await jetstreamManager(nc, { checkAPI: false });
  const demand = async (last: number): Promise<void> => {
    const { last_seq: found } = (await jsm.streams.info(EVENTS_STREAM)).state;
    if (found !== last) throw new Error(`The log ends at ${found} where ${last} events were sent: was it empty?`);
  };
  await demand(0);
  let sent = 0;
  for (const event of plannedEvents(plan)) {
    const headers = headersOf(event, WORKSPACE);
    sent += 1;
    if (sent % WINDOW !== 0 && sent < plan.events) nc.publish(event.subject, event.body, { headers });
    else await nc.request(event.subject, event.body, { headers, timeout: 30_000 });
  }
  // The last was answered, and the log takes what comes over one connection in its order.
  await demand(plan.events);
};

/** The events in their order, as `prepare` would have made them: position n is the n-th. */
export function* plannedEvents({ events, sites = 100, blob = NOBODYS, everyMs = 2_000 }: LogPlan) {
  const catalogue = createCatalogue([...siteEventDefinitions, ...identityEventDefinitions, ...hostingEventDefinitions]);
  const checked = new Set<string>();
  const heads = new Map<StreamName, { position: number; version: number }>();
  const encoder = new TextEncoder();
  let position = 0;

  const next = (stream: StreamName, type: string, data: object, cause: Cause): PreparedEvent => {
    position += 1;
    const { kind, id } = streamParts(stream);
    // Data of one type differs in numbers only: one of each is proof enough.
    if (!checked.has(type)) catalogue.read(kind, type, 1, data);
    checked.add(type);
    const head = heads.get(stream) ?? { position: 0, version: 0 };
    heads.set(stream, { position, version: head.version + 1 });
    const command = `filled-${position}` as CommandId;
    return {
      id: eventId(command, 0),
      stream,
      kind,
      streamId: id,
      type,
      subject: eventSubject(stream, type),
      schemaVersion: 1,
      aggregateVersion: head.version + 1,
      expected: head.position as Position,
      body: encoder.encode(JSON.stringify(data)),
      message: { type, data },
      meta: {
        commandId: command,
        commandDigest: DIGEST,
        actor: cause.by,
        correlationId: cause.correlationId ?? command,
        causationId: cause.causationId ?? command,
        time: timeOf(position),
      },
    };
  };
  const timeOf = (at: number): string => new Date(FIRST_MS + (at - 1) * everyMs).toISOString();

  const lives = Array.from({ length: sites }, (_, index) =>
    life(`site-${index}`, { blob, now: () => timeOf(position + 1) }),
  );
  const account = { account: 'ada', email: SEALED, name: SEALED, passwordHash: SEALED, role: 'admin', at: timeOf(1) };
  if (events > 0) yield next(accountStream('ada'), 'AccountRegistered', account, { by: ADA });
  for (;;) {
    for (const each of lives) {
      if (position >= events) return;
      const { stream, type, data, cause } = each.take();
      const event = next(stream, type, data, cause);
      each.happened(event, position);
      yield event;
    }
  }
}

interface Cause {
  readonly by: PreparedEvent['meta']['actor'];
  readonly correlationId?: string;
  readonly causationId?: EventId;
}
const ADA = actor('account', 'ada');
const RUNNER = actor('runner', 'r1');
const HOST = actor('host', 'embedded');

/** One site's life: created, then built, published and deployed for ever. */
const life = (site: string, { blob, now }: { blob: { digest: string; size: number }; now: () => string }) => {
  let step = 0;
  let previous: PreparedEvent | undefined;
  let promotedAt = 0;

  const follows = (by: Cause['by']): Cause =>
    previous ? { by, correlationId: previous.meta.correlationId, causationId: previous.id } : { by };
  const ofSite = (type: string, data: object, cause: Cause) => ({
    stream: siteStream(site),
    type,
    data: { site, at: now(), ...data },
    cause,
  });

  const take = () => {
    if (step === 0) {
      const key = 'abcdefghijklmnop';
      const source = { type: 'upload', archive: blob };
      return ofSite('SiteCreated', { owner: 'ada', name: site, fqdn: `${site}.localhost`, key, source }, { by: ADA });
    }
    const version = Math.floor((step - 1) / 5) + 1;
    const build = `${site}-${version}`;
    const attempt = { build, attempt: 1, fencingToken: 1_795_000_000_000 + version };
    const parent = version > 1 ? version - 1 : null;
    switch ((step - 1) % 5) {
      case 0: {
        const isImport = version === 1;
        const words = { kind: isImport ? 'import' : 'prompt', prompt: isImport ? null : SEALED };
        const rest = { source: isImport ? blob : null, version: null, edits: null, choices: null, front: false };
        const request = { build, by: 'ada', agent: 'builtin', ...words, ...rest };
        return ofSite('BuildRequested', { ...request, retryOf: null, picks: null, attachments: [] }, { by: ADA });
      }
      case 1:
        return ofSite('BuildStarted', { ...attempt, runnerId: 'r1', sourceVersion: parent }, follows(RUNNER));
      case 2: {
        const made = { tree: blob.digest, artifact: blob, manifest: { digest: blob.digest }, counts: COUNTS };
        const data = { ...attempt, version, parent, ...made, summary: SEALED, activity: null };
        return ofSite('BuildSucceeded', data, follows(RUNNER));
      }
      case 3: {
        const pointer = { version, digest: blob.digest, target: 'live', previous: parent, by: 'ada', reason: null };
        return ofSite('VersionPromoted', pointer, { by: ADA });
      }
      default: {
        const data = { site, host: 'embedded', target: 'live', position: promotedAt, version, digest: blob.digest };
        const deployed = { ...data, durationMs: 12, at: now() };
        return { stream: deploymentStream(site), type: 'VersionDeployed', data: deployed, cause: follows(HOST) };
      }
    }
  };
  return {
    take,
    happened: (event: PreparedEvent, at: number) => {
      previous = event;
      promotedAt = at;
      step += 1;
    },
  };
};
