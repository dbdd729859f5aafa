import {
  type CommandContext,
  type CommandId,
  type Decider,
  type EventCatalogue,
  type EventDefinition,
  type Message,
  Refusal,
  type StreamName,
  type Actor,
  commandDigest,
  createCatalogue,
  streamName,
} from '@pagewright/kernel';

/** The smallest aggregate that has everything: a beginning, numbers that add up, refusals and an older schema. */
export type LedgerEvent =
  | Message<'Opened', { owner: string }>
  | Message<'Added', { amount: number; note: string }>
  | Message<'Claimed', { by: string }>;
export type LedgerCommand =
  | Message<'Open', { owner: string }>
  | Message<'Add', { amount: number; note: string; times?: number }>
  | Message<'Claim', { by: string }>;
export interface Ledger {
  readonly open: boolean;
  readonly sum: number;
  readonly count: number;
  readonly claimedBy: string | undefined;
}

export const ledgerDecider: Decider<Ledger, LedgerCommand, LedgerEvent> = {
  stateVersion: 1,
  initialState: () => ({ open: false, sum: 0, count: 0, claimedBy: undefined }),
  decide: ({ type, data }, ledger) => {
    switch (type) {
      case 'Open':
        return ledger.open ? [] : [{ type: 'Opened', data: { owner: data.owner } }];
      case 'Add':
        if (!ledger.open) throw new Refusal('not-open', 'The ledger is not open');
        return Array.from({ length: data.times ?? 1 }, () => added(data.amount, data.note));
      case 'Claim':
        if (ledger.claimedBy && ledger.claimedBy !== data.by) throw new Refusal('taken', 'Somebody has it');
        return ledger.claimedBy ? [] : [{ type: 'Claimed', data: { by: data.by } }];
    }
  },
  evolve: (ledger, { type, data }) => {
    switch (type) {
      case 'Opened':
        return { ...ledger, open: true };
      case 'Added':
        return { ...ledger, sum: ledger.sum + data.amount, count: ledger.count + 1 };
      case 'Claimed':
        return { ...ledger, claimedBy: data.by };
    }
  },
};

export const opened = (owner = 'ada'): LedgerEvent => ({ type: 'Opened', data: { owner } });
export const added = (amount = 1, note = ''): LedgerEvent => ({ type: 'Added', data: { amount, note } });

const DEFINITIONS: readonly EventDefinition[] = [
  { kind: 'ledger', type: 'Opened', version: 1, parse: (data) => ({ owner: text(field(data, 'owner')) }) },
  {
    kind: 'ledger',
    type: 'Added',
    version: 1,
    parse: (data) => ({ amount: number(field(data, 'amount')), note: text(field(data, 'note')) }),
  },
  { kind: 'ledger', type: 'Claimed', version: 1, parse: (data) => ({ by: text(field(data, 'by')) }) },
  { kind: 'anything', type: 'Noted', version: 1, parse: (data) => data },
];

export const ledgerCatalogue: EventCatalogue = createCatalogue(DEFINITIONS);

/** As a later program has it: `Added` says its currency, and older ones are upcast. */
export const laterCatalogue: EventCatalogue = createCatalogue(
  DEFINITIONS.map((definition) =>
    definition.type === 'Added'
      ? {
          ...definition,
          version: 2,
          parse: (data) => ({
            amount: number(field(data, 'amount')),
            note: text(field(data, 'note')),
            currency: text(field(data, 'currency')),
          }),
          upcasts: { 1: (data) => ({ ...(data as object), currency: 'EUR' }) },
        }
      : definition,
  ),
);

/** As an earlier program had it: `Added` is not known yet. */
export const earlierCatalogue: EventCatalogue = createCatalogue(DEFINITIONS.filter(({ type }) => type !== 'Added'));

export const freshId = (): string => crypto.randomUUID();
export const freshLedger = (): StreamName => streamName('ledger', freshId());

export const context = (command: unknown, id: string = freshId()): CommandContext => ({
  commandId: id as CommandId,
  commandDigest: commandDigest(command),
  actor: 'account:ada' as Actor,
  correlationId: freshId(),
  causationId: freshId(),
  now: '2026-01-01T00:00:00.000Z',
});

export const appendMeta = (id: string = freshId()) => {
  const { now: time, timeoutMs: _unused, ...rest } = context('append', id);
  return { ...rest, time };
};

const field = (data: unknown, name: string): unknown =>
  typeof data === 'object' && data !== null ? (data as Record<string, unknown>)[name] : undefined;
const text = (value: unknown): string => {
  if (typeof value !== 'string') throw new TypeError(`${String(value)} is no text`);
  return value;
};
const number = (value: unknown): number => {
  if (typeof value !== 'number') throw new TypeError(`${String(value)} is no number`);
  return value;
};
