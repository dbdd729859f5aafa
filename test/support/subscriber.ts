import { connect, createSubscriptions, type SubscriptionStart } from '@pagewright/broker';
import { type Credentials, credentialsOf, newPassword } from '../../apps/api/src/subscribers/credentials.ts';
import { subscriberDoor } from '../../apps/api/src/subscribers/door.ts';
import { wantedEvents } from '../../apps/api/src/subscribers/event-words.ts';
import { publicEvents } from '../../apps/api/src/publishing/public-events.ts';
import { addressIn } from './broker-login.ts';
import type { NatsServer } from './nats-server.ts';

/** A subscriber as `pagewright subscribers create` makes it, on a server with users and the house's streams. */
export const subscriberOn = async (
  nats: NatsServer,
  name: string,
  words: readonly string[],
  from: SubscriptionStart = 'all',
): Promise<Credentials> => {
  await using setup = await connect({ name: 'setup', ...addressIn(nats.login('setup')) });
  const wanted = wantedEvents(words, { known: publicEvents, workspace: 'default' });
  await (await createSubscriptions(setup)).make({ name, wanted, from });
  const credentials = credentialsOf(name, newPassword(), nats.url);
  await subscriberDoor({ subscribers: nats.subscribers, monitorUrls: [nats.monitorUrl] }).admit(credentials);
  return credentials;
};
