import {
  copyLog,
  createJetStreamRawLog,
  jetStreamPlaces,
  openKurrentRawLog,
  placePolicyReaders,
} from '@pagewright/broker';
import { hostingPositionFields } from '@pagewright/hosting';
import { POLICY_READERS } from '../../../composition/brokers.ts';
import { defineCommand } from '../../command.ts';
import { CliProblem, WrongUsage } from '../../errors.ts';

const POLICIES = POLICY_READERS.map(({ name }) => name);
const TELL_EVERY = 10_000;

export const eventsCopy = defineCommand({
  path: ['events', 'copy'],
  summary: 'Copies the whole log into the other event store, and compares the two',
  details:
    '--to jetstream            from the KurrentDB of PAGEWRIGHT_KURRENTDB_URL to the installation’s broker\n' +
    '--to kurrentdb://HOST:2113  from the installation’s broker to a KurrentDB\n\n' +
    'The other log must be empty, and nothing may write meanwhile: stop Pagewright first. The broker alone is started\n' +
    'for it, where it is ours. Everything else of the installation stays where it is. For another machine: pagewright backup.',
  options: {
    to: { type: 'string', value: 'jetstream|URL', description: 'Where the log goes' },
  },
  run: async ({ context, options: { to } }) => {
    if (to === undefined)
      throw new WrongUsage('--to is missing: pagewright events copy --to jetstream|kurrentdb://HOST:2113');
    const toBroker = to === 'jetstream';
    if (!toBroker && !/^(kurrentdb|kurrent|kdb)(\+discover)?:\/\/./.test(to)) {
      throw new WrongUsage(`'${to}' is no event store: say --to jetstream or --to kurrentdb://HOST:2113`);
    }
    const url = toBroker ? context.configuration.kurrentUrl : to;
    if (url === undefined) {
      throw new CliProblem(
        'The log lies on the broker already: set PAGEWRIGHT_EVENT_STORE=kurrentdb and PAGEWRIGHT_KURRENTDB_URL to copy from there',
      );
    }
    const [setup, api] = [await context.connect('setup'), await context.connect('api')];
    await using kurrent = await openKurrentRawLog({ url, name: 'pagewright-copy' });
    const broker = await createJetStreamRawLog(api);
    const [source, target] = toBroker ? [kurrent, broker] : [broker, kurrent];
    const places = await (toBroker ? kurrent.places(POLICIES) : jetStreamPlaces(api, POLICIES));
    let told = 0;
    const copied = await copyLog(source, target, {
      fields: hostingPositionFields,
      signal: context.signal,
      progress: (events) => {
        if (events < told + TELL_EVERY) return;
        told = events;
        context.remark(`${events} events …`);
      },
    });
    const placed = Object.fromEntries(
      Object.entries(places).map(([policy, place]) => [policy, copied.placeOf(place)] as const),
    );
    if (toBroker) {
      await placePolicyReaders(
        setup,
        POLICY_READERS.map((reader) => ({ ...reader, after: placed[reader.name] ?? 0 })),
      );
    } else {
      await kurrent.place(placed);
    }
    await context.say(`Copied ${copied.events} events; both logs read the same (sha256 ${copied.digest}).`);
    const next = toBroker
      ? 'PAGEWRIGHT_EVENT_STORE=jetstream'
      : 'PAGEWRIGHT_EVENT_STORE=kurrentdb and PAGEWRIGHT_KURRENTDB_URL';
    await context.say(
      `Positions are others now, so checkpoints, cursors and snapshots are void. Before the next start set ${next}, ` +
        `remove the folders pglite and sites in ${context.configuration.data} (or drop the PostgreSQL database): they are made again from the log.`,
    );
  },
});
