import { appendFileSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { ensureNatsServer, startNats, toolsFolder } from '@pagewright/infra/local/nats.mjs';
import { randomPassword } from '../../support/broker-login.ts';
import { freePort } from '../../support/free-port.ts';
import { waitFor } from '../../support/wait-for.ts';
import { openWire, type Wire } from '../wire.ts';

export interface WiredNode {
  readonly name: string;
  /** Clients reach it by this alone. */
  readonly wire: Wire;
  /** Past the wire. */
  readonly url: string;
  readonly monitorUrl: string;
  kill(): Promise<void>;
  start(): Promise<void>;
  pause(): void;
  resume(): void;
}

export interface WiredCluster extends AsyncDisposable {
  readonly nodes: readonly WiredNode[];
  /** Folder of what the servers have logged, a file for each. */
  readonly logs: string;
  /** Through the wires, as `PAGEWRIGHT_NATS_URL` takes them. */
  readonly url: string;
  leaderOf(stream: string): Promise<WiredNode>;
  /** Nothing passes between the server and the other two for so long; clients reach all three. */
  cutOff(node: WiredNode, ms: number, stop?: AbortSignal): Promise<void>;
  /** Waits until every server runs and holds every replica that is its, up to date. */
  settled(): Promise<void>;
}

const SERVERS = [0, 1, 2] as const;
/** Nobody listens there: servers that tell each other of routes would find ways around the wires. */
const NOWHERE = '127.0.0.1:9';

/** Three nats-servers that are one cluster and reach each other, and are reached, by wires of ours alone. */
export const wiredCluster = async (root: string, folder: string): Promise<WiredCluster> => {
  const { path: binary } = await ensureNatsServer({ tools: toolsFolder(root) });
  const password = randomPassword();
  const logs = join(folder, 'logs');
  await mkdir(logs, { recursive: true });
  await using opened = new AsyncDisposableStack();
  const plans = await Promise.all(
    SERVERS.map(async (index) => {
      const [port, monitorPort, routePort] = [await freePort(), await freePort(), await freePort()];
      return { index, port, monitorPort, routePort, wire: opened.use(await openWire(port)) };
    }),
  );
  /** From one server to another. */
  const ways = new Map<string, Wire>();
  for (const from of SERVERS) {
    for (const { index: to, routePort } of plans) {
      if (from !== to) ways.set(`${from} ${to}`, opened.use(await openWire(routePort)));
    }
  }

  const nodes: WiredNode[] = plans.map(({ index, port, monitorPort, routePort, wire }) => {
    const name = `node-${index + 1}`;
    const routes = SERVERS.flatMap((to) => {
      const way = ways.get(`${index} ${to}`);
      return way ? [`127.0.0.1:${way.port}`] : [];
    });
    let running: Awaited<ReturnType<typeof startNats>> | undefined;
    const kill = async (): Promise<void> => {
      running?.kill('SIGCONT');
      running?.kill('SIGKILL');
      await running?.exited;
    };
    opened.defer(kill);
    return {
      name,
      wire,
      url: `nats://127.0.0.1:${port}`,
      monitorUrl: `http://127.0.0.1:${monitorPort}`,
      kill,
      start: async () => {
        const at = join(folder, name);
        await mkdir(at, { recursive: true });
        const cluster = { name: 'pagewright', port: routePort, routes, password, advertise: NOWHERE };
        const extra = `client_advertise: "127.0.0.1:${wire.port}"`;
        const onLog = (line: string): void => appendFileSync(join(logs, `${name}.log`), `${line}\n`);
        running = await startNats({ binary, folder: at, port, monitorPort, serverName: name, cluster, extra, onLog });
      },
      pause: () => running?.kill('SIGSTOP'),
      resume: () => running?.kill('SIGCONT'),
    };
  });
  await Promise.all(nodes.map((node) => node.start()));

  const cluster: Omit<WiredCluster, keyof AsyncDisposable> = {
    nodes,
    logs,
    url: nodes.map(({ wire }) => `nats://127.0.0.1:${wire.port}`).join(','),
    leaderOf: (stream) =>
      waitFor(
        async () => {
          const said = await Promise.all(nodes.map(async (node) => ((await leads(node, stream)) ? [node] : [])));
          return said.flat()[0];
        },
        { what: `a leader of ${stream}`, timeout: 30_000, every: 100 },
      ),
    cutOff: async (node, ms, stop) => {
      const index = nodes.indexOf(node);
      const touched = [...ways].filter(([name]) => name.split(' ').includes(String(index)));
      await Promise.all(touched.map(([, way]) => way.during('dark', ms, stop)));
    },
    settled: async () => {
      await waitFor(async () => (await Promise.all(nodes.map(isCurrent))).every(Boolean), {
        what: 'the cluster to be up to date',
        timeout: 90_000,
        every: 200,
      });
    },
  };
  await cluster.settled();
  const owned = opened.move();
  return { ...cluster, [Symbol.asyncDispose]: () => owned.disposeAsync() };
};

/** The parts of /jsz that matter here. */
interface Facts {
  readonly account_details?: readonly {
    readonly stream_detail?: readonly { readonly name: string; readonly cluster?: { readonly leader?: string } }[];
  }[];
}

const leads = async (node: WiredNode, stream: string): Promise<boolean> => {
  const facts = (await look(node, '/jsz?accounts=true&streams=true')) as Facts | undefined;
  const streams = facts?.account_details?.flatMap(({ stream_detail: details = [] }) => details);
  return streams?.find(({ name }) => name === stream)?.cluster?.leader === node.name;
};

const isCurrent = async (node: WiredNode): Promise<boolean> =>
  ((await look(node, '/healthz')) as { readonly status?: string } | undefined)?.status === 'ok';

const look = async (node: WiredNode, path: string): Promise<unknown> => {
  try {
    return await (await fetch(node.monitorUrl + path, { signal: AbortSignal.timeout(1_000) })).json();
  } catch {
    return undefined;
  }
};
