import type { Broker } from '@pagewright/broker';
import { brokerCheck, type Check } from '@pagewright/kernel/adapters/telemetry';
import type { Presence } from './presence.ts';

interface Parts {
  readonly broker: Pick<Broker, 'isReachable'>;
  /** Roles that have not said yet that they work. */
  readonly waitingFor: () => readonly string[];
  /** Undefined until all of them work. */
  readonly presence: () => Presence | undefined;
}

/** A start takes so long on a slow machine. */
const START_MS = 30_000;

/** Whether this runner can work, and why not. */
export const runnerChecks = ({ broker, waitingFor, presence }: Parts): readonly Check[] => [
  brokerCheck(broker),
  {
    part: 'roles',
    severity: 'failing',
    quietMs: START_MS,
    look: async () => waitingFor().map((role) => `The role ${role} does not work yet: look at the log of this runner.`),
  },
  {
    part: 'broker-store',
    severity: 'failing',
    quietMs: START_MS,
    look: async () => {
      const trouble = presence()?.trouble;
      return trouble === undefined
        ? []
        : [`The broker does not keep this runner’s word that it is here: ${trouble}. Look at the room on its disk.`];
    },
  },
];
