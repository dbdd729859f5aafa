import type { Rule } from '../finding.ts';

/** A mistake that is easily made, how it is made, and which run finds it by which rule. */
export interface Fault {
  readonly name: string;
  readonly file: string;
  /** Stands in the file exactly once. */
  readonly search: string;
  readonly replace: string;
  /** Arguments of `npm run chaos`. */
  readonly run: readonly string[];
  readonly rules: readonly [Rule, ...Rule[]];
}

const APPENDS = ['--race', 'appends', '--seed', '1', '--seconds', '15'] as const;
const CLUSTER = ['--race', 'cluster', '--seed', '1', '--seconds', '15'] as const;
const PROJECTIONS = ['--race', 'projections', '--seed', '1', '--seconds', '15'] as const;
const RUNNERS = ['--race', 'runners', '--seed', '1', '--seconds', '15'] as const;

export const FAULTS: readonly Fault[] = [
  {
    name: 'a lock is renewed without a time to live, for the broker as for the next runner',
    file: 'broker/src/locks/jetstream-leases.ts',
    search: 'swap(key, JSON.stringify(value), { ttl, expect: expecting(revision), timeout })',
    replace:
      'swap(key, JSON.stringify(value.token === undefined ? value : { ...value, ttlMs: 1e12 }), { ...(value.token === undefined && { ttl }), expect: expecting(revision), timeout })',
    run: RUNNERS,
    rules: ['build-without-an-end'],
  },
  {
    name: 'a report is believed because its work was acknowledged, whatever its token',
    file: 'contexts/sites/src/domain/reports.ts',
    search: 'running?.build === build && running.attempt === attempt && running.fencingToken === fencingToken',
    replace: 'running?.build === build && attempt > 0 && fencingToken > 0',
    run: RUNNERS,
    rules: ['stale-writer'],
  },
  {
    name: 'a command id is looked up only when an append is in doubt',
    file: 'contexts/kernel/src/aggregates.ts',
    search: 'const attempts = before.attempts + 1;\n    if (remember(entries, context.commandId).length > 0) {',
    replace:
      'const attempts = before.attempts + 1;\n    if (before.doubt && remember(entries, context.commandId).length > 0) {',
    run: APPENDS,
    rules: ['duplicate-effect', 'duplicate-event'],
  },
  {
    name: 'an append does not say what it expects',
    file: 'broker/src/events/send.ts',
    search:
      "      [EXPECTED_SEQUENCE]: [String(event.expected)],\n      'Nats-Expected-Last-Subject-Sequence-Subject': [streamFilter(event.stream)],\n",
    replace: '',
    run: APPENDS,
    rules: ['broken-chain'],
  },
  {
    name: 'several events are sent one by one',
    file: 'broker/src/events/send.ts',
    search: '    headers.set(BATCH_ID, batch);\n    headers.set(BATCH_SEQUENCE, String(index + 1));\n',
    replace: '',
    run: APPENDS,
    rules: ['broken-chain', 'partial-batch'],
  },
  {
    name: 'the filter of a stream has a second spelling',
    file: 'broker/src/subjects.ts',
    search: '=> `${streamPrefix(stream)}.>`;',
    replace: "=> `${streamPrefix(stream)}.${Math.random() < 0.5 ? '>' : '*'}`;",
    run: CLUSTER,
    rules: ['broken-chain'],
  },
  {
    name: 'the checkpoint is moved outside of the transaction of the rows',
    file: 'projections/src/runtime/batch-writer.ts',
    search: '      const applied = apply?.(live ? trx',
    replace:
      '      if ((await moving).numUpdatedRows === 0n) throw new Superseded(name);\n    });\n    await connection.transaction().execute(async (trx) => {\n      const moving = { numUpdatedRows: 1n };\n      const applied = apply?.(live ? trx',
    run: PROJECTIONS,
    rules: ['wrong-count'],
  },
];
