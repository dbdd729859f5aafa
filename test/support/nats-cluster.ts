import { connect } from '@nats-io/transport-node';
import { type BrokerLogin, type BrokerRole, loginOf, randomPassword, randomPasswords } from './broker-login.ts';
import { freePort } from './free-port.ts';
import { type NatsServer, natsServer } from './nats-server.ts';
import { waitFor } from './wait-for.ts';

export interface ClusterNode extends NatsServer {
  readonly name: string;
}

export interface NatsCluster extends AsyncDisposable {
  /** The addresses of all servers, separated by commas, as `PAGEWRIGHT_NATS_URL` takes them. */
  readonly url: string;
  readonly nodes: readonly ClusterNode[];
  /** Options for `connect` that name every server; a role where `users` was asked for. */
  login(role?: BrokerRole): BrokerLogin;
  /** Waits until a server that answers says that it leads the stream, and answers that server. */
  leaderOf(stream: string, account?: string): Promise<ClusterNode>;
  /** Makes the server lead the stream, and its durable reader where one is named. */
  makeLead(node: ClusterNode, stream: string, durable?: string): Promise<void>;
  /** Waits until these servers (all of them when left out) have a leader and hold every replica that is theirs, up to date. */
  settled(nodes?: readonly ClusterNode[]): Promise<void>;
}

export interface NatsClusterOptions {
  /** With the users and rights of production; else anyone may do anything. */
  readonly users?: boolean;
  /** More lines of every server's configuration. */
  readonly config?: string;
}

const SERVERS = 3;

/**
 * Three real nats-servers that are one cluster: routes on the loopback, every acknowledged message synced. A server
 * that dies unasked fails the disposal, like `natsServer`.
 */
export const natsCluster = async ({ users = false, config }: NatsClusterOptions = {}): Promise<NatsCluster> => {
  const ports = await Promise.all(Array.from({ length: SERVERS }, freePort));
  const routes = ports.map((port) => `127.0.0.1:${port}`);
  const password = randomPassword();
  const passwords = users ? randomPasswords() : false;
  const started = await Promise.allSettled(
    ports.map(async (port, index): Promise<ClusterNode> => {
      const name = `node-${index + 1}`;
      const member = { serverName: name, cluster: { name: 'pagewright', port, routes, password } };
      const server = await natsServer({ users: passwords, member, ...(config !== undefined && { config }) });
      // The getter of the process id must stay one: it is another process after a restart.
      return Object.defineProperty(server, 'name', { value: name }) as ClusterNode;
    }),
  );
  const nodes = started.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []));
  const dispose = async (): Promise<void> => {
    const ends = await Promise.allSettled(nodes.map((node) => node[Symbol.asyncDispose]()));
    const fault = ends.find((end) => end.status === 'rejected');
    if (fault) throw fault.reason;
  };
  const fault = started.find((one) => one.status === 'rejected');
  if (fault) {
    await dispose();
    throw fault.reason;
  }

  const url = nodes.map((node) => node.url).join(',');
  const cluster: NatsCluster = {
    url,
    nodes,
    login: (role) => loginOf(url, passwords || undefined, role),
    leaderOf: (stream, account = passwords ? 'PW' : '$G') =>
      waitFor(
        async () => {
          const leading = await Promise.all(nodes.map(async (node) => (await leads(node, account, stream)) && node));
          return leading.find((node) => node !== false);
        },
        { what: `a leader of ${stream}`, timeout: 30_000 },
      ),
    makeLead: async (node, stream, durable) => {
      await using nc = await connect(cluster.login('setup'));
      const group =
        durable === undefined ? `STREAM.LEADER.STEPDOWN.${stream}` : `CONSUMER.LEADER.STEPDOWN.${stream}.${durable}`;
      const wish = JSON.stringify({ placement: { preferred: node.name } });
      await waitFor(
        async () => {
          const { error } = (await nc.request(`$JS.API.${group}`, wish)).json<{ error?: { description: string } }>();
          return error?.description.includes('already leader');
        },
        { what: `${node.name} to lead ${durable ?? stream}`, timeout: 30_000, every: 50 },
      );
    },
    settled: async (which = nodes) => {
      await waitFor(async () => (await Promise.all(which.map(isCurrent))).every(Boolean), {
        what: 'the cluster to be up to date',
        timeout: 60_000,
        every: 100,
      });
    },
    [Symbol.asyncDispose]: dispose,
  };
  try {
    await cluster.settled();
    return cluster;
  } catch (raw) {
    await dispose();
    throw raw;
  }
};

/** The parts of /jsz that matter here. */
interface JetStreamFacts {
  readonly account_details?: readonly {
    readonly name: string;
    readonly stream_detail?: readonly { readonly name: string; readonly cluster?: { readonly leader?: string } }[];
  }[];
}

const leads = async (node: ClusterNode, account: string, stream: string): Promise<boolean> => {
  const facts = (await look(node, '/jsz?accounts=true&streams=true')) as JetStreamFacts | undefined;
  const streams = facts?.account_details?.find(({ name }) => name === account)?.stream_detail;
  return streams?.find(({ name }) => name === stream)?.cluster?.leader === node.name;
};

const isCurrent = async (node: ClusterNode): Promise<boolean> => {
  const health = (await look(node, '/healthz')) as { readonly status?: string } | undefined;
  return health?.status === 'ok';
};

/** What the server's monitoring says; nothing where it is down or does not answer at once. */
const look = async (node: ClusterNode, path: string): Promise<unknown> => {
  try {
    return await (await fetch(node.monitorUrl + path, { signal: AbortSignal.timeout(1_000) })).json();
  } catch {
    return undefined;
  }
};
