import {
  type Broker,
  type BrokerAddress,
  BrokerUnreachable,
  connect,
  LoginRefused,
  openBroker,
  sentenceOf,
} from '@pagewright/broker';
import { brokerAddress } from '../composition/brokers.ts';
import { productCatalogue } from '../composition/catalogue.ts';
import { natsPassword } from '../composition/secrets.ts';
import { type ApiConfiguration, readApiConfiguration } from '../configuration.ts';
import { CliProblem } from './errors.ts';
import type { Output } from './output.ts';

/** A user of the broker (infra/nats/rights.mjs): a command takes the one with the fewest rights that do. */
export type BrokerUser = 'setup' | 'api' | 'analyst';

/** What a command stands on. Everything that it opens is closed after it. */
export interface CliContext extends AsyncDisposable {
  readonly configuration: ApiConfiguration;
  /** Prints a line for people, or for the next program. Awaited where there are many: a slow reader slows it down. */
  readonly say: (line: string) => Promise<void>;
  /** Progress and remarks, on stderr: they never get between the lines of an answer. */
  readonly remark: (line: string) => void;
  /** Aborts at the first Ctrl-C: what runs ends in order. */
  readonly signal: AbortSignal;
  /** The installation's broker through the kernel's ports. @throws CliProblem when it is not there */
  readonly openBroker: (user: BrokerUser) => Promise<Broker>;
  /** The connection itself, for what `@pagewright/broker` does with one. @throws CliProblem when it is not there */
  readonly connect: (user: BrokerUser) => Promise<Awaited<ReturnType<typeof connect>>>;
}

/** @throws ConfigurationError */
export const createContext = (
  environment: Readonly<Record<string, string | undefined>>,
  { say, remark }: Output,
  signal: AbortSignal,
): CliContext => {
  // How the broker writes is demanded of it by the programs that let it keep something.
  const configuration = readApiConfiguration({ ...environment, PAGEWRIGHT_ALLOW_RELAXED_SYNC: 'true' });
  const opened: (() => Promise<void>)[] = [];
  const isKnown = Boolean(environment.PAGEWRIGHT_NATS_URL);

  const reach = async <Door>(user: BrokerUser, open: (address: BrokerAddress) => Promise<Door>): Promise<Door> => {
    if (!isKnown) throw notRunning(configuration.data);
    const password = await natsPassword(configuration.secrets, user);
    try {
      return await open(brokerAddress(configuration.nats.url, user, password));
    } catch (error) {
      if (error instanceof LoginRefused) throw refused(user, configuration, error);
      if (error instanceof BrokerUnreachable) throw notRunning(configuration.data, error);
      throw error;
    }
  };

  return {
    configuration,
    say,
    remark,
    signal,
    openBroker: async (user) => {
      const broker = await reach(user, (address) =>
        openBroker({
          ...address,
          catalogue: productCatalogue(),
          workspace: configuration.workspace,
          kurrentUrl: configuration.kurrentUrl,
          onTrouble: (trouble) => remark(sentenceOf(trouble)),
        }),
      );
      opened.push(() => broker.close());
      return broker;
    },
    connect: async (user) => {
      const connection = await reach(user, connect);
      opened.push(() => connection.close());
      return connection;
    },
    [Symbol.asyncDispose]: async () => {
      for (const close of opened.splice(0).toReversed()) await close();
    },
  };
};

const notRunning = (data: string, cause?: BrokerUnreachable): CliProblem =>
  new CliProblem(
    `Pagewright does not run at ${data}${cause ? ` (${cause.message})` : ''}: start it with npm start, or set PAGEWRIGHT_NATS_URL`,
    { cause },
  );

const refused = (user: BrokerUser, { nats, secrets }: ApiConfiguration, cause: LoginRefused): CliProblem =>
  new CliProblem(
    `The broker at ${nats.url} does not take the user ${user} with the password in ${secrets}: stop Pagewright and start it again, or name its folder in PAGEWRIGHT_SECRETS`,
    { cause },
  );
