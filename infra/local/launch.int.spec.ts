import { chmod, mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { connect } from '@nats-io/transport-node';
import { jetstreamManager } from '@nats-io/jetstream';
import { hash } from 'bcryptjs';
import { describe, expect, it } from 'vitest';
import { freePort } from '../../test/support/free-port.ts';
import { startProgram, type RunningProgram } from '../../test/support/program.ts';
import { temporaryFolder, type TemporaryFolder } from '../../test/support/temporary-folder.ts';
import { waitFor } from '../../test/support/wait-for.ts';
import { ensureNatsServer, toolsFolder } from './nats-find.mjs';
import { startTimeOf } from './process-identity.mjs';

const root = join(import.meta.dirname, '..', '..');

describe('Pagewright on one machine', () => {
  it('starts the broker, then each program when the one before is ready, and says the address and the set-up code', async () => {
    await using house = await newHouse({ api: 'serves', runner: 'serves' });
    await using running = house.start();
    const [, url] = await running.prints(/Pagewright is ready at (\S+)/);
    expect(url).toBe('http://127.0.0.1:1');
    const code = (await readFile(join(house.data, 'secrets', 'setup-code'), 'utf8')).trim();
    expect(running.output).toContain(`Set-up code for the first account: ${code}`);
    expect(running.output).toMatch(/nats-server: 2\.[\s\S]*Broker: ready[\s\S]*api: ready[\s\S]*runner: ready/);
    const diary = await house.diary();
    expect(diary.map(({ name, what }) => `${name} ${what}`)).toEqual(['api starts', 'runner starts']);
    const told = diary[0]?.told ?? {};
    expect(told).toMatchObject({
      PAGEWRIGHT_DATA: house.data,
      PAGEWRIGHT_SECRETS: join(house.data, 'secrets'),
      PAGEWRIGHT_ARTIFACTS_DIR: join(house.data, 'artifacts'),
      PAGEWRIGHT_LISTEN: '127.0.0.1',
      PAGEWRIGHT_SITES_DOMAIN: 'localhost',
      PAGEWRIGHT_NATS_SUBSCRIBERS: join(house.data, 'nats', 'subscribers'),
      PAGEWRIGHT_NATS_URL: await house.brokerUrl(),
      PAGEWRIGHT_NATS_MONITOR_URL: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+$/),
    });
    expect(JSON.stringify(told)).not.toContain(
      (await readFile(join(house.data, 'secrets', 'nats-api'), 'utf8')).trim(),
    );
  });

  it('keeps its data for its owner alone', async () => {
    await using house = await newHouse({ api: 'serves' });
    await using running = house.start();
    await running.prints(/is ready at/);
    expect((await stat(house.data)).mode & 0o777).toBe(0o700);
    expect((await stat(join(house.data, 'secrets'))).mode & 0o777).toBe(0o700);
    const secrets = await readdir(join(house.data, 'secrets'));
    expect(secrets.toSorted()).toEqual([
      'email-key',
      'jwt-key',
      'nats-analyst',
      'nats-api',
      'nats-host',
      'nats-publisher',
      'nats-runner',
      'nats-scheduler',
      'nats-setup',
      'setup-code',
    ]);
    for (const name of secrets) expect((await stat(join(house.data, 'secrets', name))).mode & 0o777).toBe(0o600);
  });

  it('drains on the first signal, the programs before the broker, and continues at the next start', async () => {
    await using house = await newHouse({ api: 'drains', runner: 'serves' });
    await using first = house.start();
    await first.prints(/is ready at/);
    const secret = await readFile(join(house.data, 'secrets', 'jwt-key'), 'utf8');
    const url = await house.brokerUrl();
    await makeStream(house, url);

    // As a terminal does it: to the whole group at once, of which broker and programs must be no part.
    process.kill(-first.pid, 'SIGINT');
    expect(await first.exited).toBe(0);
    const drained = (await house.diary()).find(({ what }) => what === 'drained');
    expect(drained?.brokerUp).toBe(true);
    expect(first.output).not.toContain('started again');

    await using second = house.start();
    await second.prints(/is ready at/);
    expect(await readFile(join(house.data, 'secrets', 'jwt-key'), 'utf8')).toBe(secret);
    expect(await house.brokerUrl()).toBe(url);
    await using nc = await connect(await house.login('setup', url));
    expect((await (await jetstreamManager(nc)).streams.info('KEPT')).config.name).toBe('KEPT');
  });

  it('lets a subscriber in that comes while it runs, and again after the next start', async () => {
    await using house = await newHouse({});
    const login = { user: 'subscriber-ada', pass: 'secret', inboxPrefix: '_INBOX_subscriber-ada', reconnect: false };
    const enters = async () => {
      const nc = await connect({ servers: await house.brokerUrl(), ...login }).catch(() => undefined);
      await nc?.close();
      return nc !== undefined;
    };
    await using first = house.start();
    await first.prints(/is ready at/);
    expect(await enters()).toBe(false);
    const folder = join(house.data, 'nats', 'subscribers');
    await mkdir(folder);
    await writeFile(join(folder, 'ada.json'), JSON.stringify({ passwordHash: await hash('secret', 4) }));
    await writeFile(join(folder, 'bob.json'), JSON.stringify({ passwordHash: 'secret' }));
    await waitFor(enters, { what: 'the broker to let her in' });
    await first.prints(
      /The subscriber bob cannot log in, since .*bob\.json cannot be used \(passwordHash is no bcrypt hash/,
    );
    first.kill('SIGTERM');
    await first.exited;
    await using second = house.start();
    await second.prints(/is ready at/);
    expect(await enters()).toBe(true);
  });

  it('ends at once on the second signal, and leaves nothing running', async () => {
    await using house = await newHouse({ api: 'is deaf' });
    await using running = house.start();
    await running.prints(/is ready at/);
    const pids = await house.pids();
    const began = performance.now();
    running.kill('SIGTERM');
    await running.prints(/Stopping/);
    // Echoes of the first one, as from a terminal and from npm at once, do not count.
    running.kill('SIGTERM');
    await waitFor(() => performance.now() - began > 1200, { what: 'the echoes to be over' });
    expect(await Promise.race([running.exited, 'still draining'])).toBe('still draining');
    running.kill('SIGTERM');
    expect(await running.exited).toBe(130);
    await waitFor(async () => (await stillRunning(pids)).length === 0, { what: 'all processes to be gone' });
  });

  it('starts a program that died again, later each time, and says so', async () => {
    await using house = await newHouse({ api: 'dies twice', runner: 'serves' });
    await using running = house.start();
    await running.prints(/is ready at/);
    expect(running.output).toMatch(/api ended \(exit code 3\): it is started again in 0\.1 s\.[\s\S]*in 0\.2 s\./);
    expect(running.output).toContain('api: I must die');
    const starts = (await house.diary()).filter(({ name, what }) => name === 'api' && what === 'starts');
    expect(starts).toHaveLength(3);
  });

  it('says when a program that was killed is ready again', async () => {
    await using house = await newHouse({ api: 'serves' });
    await using running = house.start();
    await running.prints(/is ready at/);
    const api = (await house.processes()).find(({ name }) => name === 'api')?.pid ?? 0;
    process.kill(api, 'SIGKILL');
    await running.prints(/api ended \(SIGKILL\): it is started again[\s\S]*api: ready again\./);
  });

  it('starts a broker that was killed again, where it was', async () => {
    await using house = await newHouse({ api: 'serves' });
    await using running = house.start();
    await running.prints(/is ready at/);
    const url = await house.brokerUrl();
    const broker = (await house.processes()).find(({ name }) => name === 'nats-server')?.pid ?? 0;
    process.kill(broker, 'SIGKILL');
    await running.prints(/nats-server ended \(SIGKILL\): it is started again/);
    await running.prints(/nats-server: ready again\./);
    await using nc = await connect(await house.login('api', url));
    expect(nc.info?.version).toMatch(/^2\./);
  });

  it('starts a broker that could not write again, once there is room', async () => {
    await using house = await newHouse({ api: 'serves' });
    const { path } = await ensureNatsServer({ tools: toolsFolder(root) });
    const full = join(house.folder, 'nats-server');
    const said = "[1] 2026/01/01 00:00:00.000000 [ERR] JetStream stream 'PW > X' critical write error: no space left";
    const life = `[ "$1" = --version ] || mkdir '${full}.full' 2>&- && (sleep 1; echo "${said}" >&2) &`;
    await writeFile(full, `#!/bin/sh\n${life}\nexec '${path}' "$@"\n`);
    await chmod(full, 0o755);
    await using running = house.start({ PAGEWRIGHT_NATS_SERVER: full });
    await running.prints(/is ready at/);
    await running.prints(
      /nats cannot be written to\. Make room[\s\S]*nats-server ended [\s\S]*nats-server: ready again\./,
    );
  });

  it('starts a program that died with the broker when the broker is there again', async () => {
    await using house = await newHouse({ api: 'needs the broker' });
    await using running = house.start();
    await running.prints(/is ready at/);
    for (const { pid } of await house.processes()) process.kill(pid, 'SIGKILL');
    await running.prints(/api: ready again\./);
    expect(running.output).toMatch(/nats-server: ready again\.[\s\S]*api: ready again\./);
    expect(running.output).not.toContain('exit code');
  });

  it('stops altogether when a program says that it was told something wrong', async () => {
    await using house = await newHouse({ api: 'serves', runner: 'is misconfigured' });
    await using running = house.start();
    expect(await running.exited).toBe(78);
    expect(running.output).toContain('runner: PAGEWRIGHT_AGENT names no agent.');
    expect(running.output).not.toContain('started again');
    expect(await stillRunning(await house.pids())).toEqual([]);
  });

  it('takes over from a start that was killed, and ends what that left running', async () => {
    await using house = await newHouse({ api: 'serves' });
    await using first = house.start();
    await first.prints(/is ready at/);
    const orphans = await house.pids();
    first.kill('SIGKILL');
    await first.exited;
    expect(await stillRunning(orphans)).toEqual(orphans);
    await using second = house.start();
    await second.prints(/is ready at/);
    expect(second.output).toContain('left over from a start that was killed');
    expect(await stillRunning(orphans)).toEqual([]);
  });

  it('uses a broker that somebody else runs', async () => {
    await using house = await newHouse({ api: 'serves' });
    await using running = house.start({ PAGEWRIGHT_NATS_URL: 'nats://127.0.0.1:9' });
    await running.prints(/is ready at/);
    expect((await house.diary())[0]?.told).toMatchObject({ PAGEWRIGHT_NATS_URL: 'nats://127.0.0.1:9' });
    expect((await house.processes()).map(({ name }) => name)).toEqual(['api']);
    expect(await readdir(join(house.data, 'secrets'))).not.toContain('nats-api');
  });
});

describe('One sentence says what is wrong', () => {
  it('when it runs already, and where', async () => {
    await using house = await newHouse({ api: 'serves' });
    await using first = house.start();
    await first.prints(/Ctrl-C stops it/);
    const said = await failure(house.start());
    expect(said).toContain(`already runs on ${house.data} at http://127.0.0.1:1 (process ${first.pid} since `);
  });

  it('when a port is taken', async () => {
    await using house = await newHouse({ api: 'serves' });
    const other = createServer().listen(house.port, '127.0.0.1');
    await waitFor(() => other.listening, { what: 'the other server' });
    expect(await failure(house.start())).toBe(
      `Port ${house.port} is in use by another program: stop that one, or choose another port with PAGEWRIGHT_PORT.`,
    );
    const natsPort = String(house.port);
    const free = String(await freePort());
    expect(await failure(house.start({ PAGEWRIGHT_PORT: free, PAGEWRIGHT_NATS_PORT: natsPort }))).toContain(
      'PAGEWRIGHT_NATS_PORT',
    );
    other.close();
  });

  it.each([
    [
      'PAGEWRIGHT_PORT',
      'http',
      /^PAGEWRIGHT_PORT is 'http': a port is a whole number up to 65535, and 0 lets the system choose\.$/,
    ],
    ['PAGEWRIGHT_SITES_PORT', '70000', /^PAGEWRIGHT_SITES_PORT is '70000'/],
  ])('when %s is %s', async (name, value, sentence) => {
    await using house = await newHouse({});
    expect(await failure(house.start({ [name]: value }))).toMatch(sentence);
  });

  it('before anything runs, when variables of a program are wrong', async () => {
    await using house = await newHouse({ api: 'serves' });
    await using running = house.start({ PAGEWRIGHT_LOCK_TTL: '15', PAGEWRIGHT_AGENT: 'genius' });
    expect(await running.exited).toBe(78);
    expect(running.output.trim()).toMatch(/^PAGEWRIGHT_AGENT must be builtin; PAGEWRIGHT_LOCK_TTL [^\n]*\.$/);
    expect(await house.diary()).toEqual([]);
  });

  it('when the server that was named is too old, or none', async () => {
    await using house = await newHouse({});
    const old = join(house.folder, 'nats-server');
    await writeFile(old, '#!/bin/sh\necho "nats-server: v2.9.10"\n');
    await chmod(old, 0o755);
    expect(await failure(house.start({ PAGEWRIGHT_NATS_SERVER: old }))).toMatch(
      /names nats-server 2\.9\.10 at .*, which is too old: 2\.15\.1 or newer is needed\.$/,
    );
    expect(await failure(house.start({ PAGEWRIGHT_NATS_SERVER: '/bin/true' }))).toMatch(
      /\/bin\/true, which is not a nats-server/,
    );
  });

  it('when a file stands where the data folder belongs', async () => {
    await using house = await newHouse({});
    await writeFile(house.data, 'not a folder');
    const sentence = `The data folder ${house.data} cannot be used: a file stands in its place.`;
    expect(await failure(house.start())).toContain(sentence);
  });

  it('when a secret does not have its shape', async () => {
    await using house = await newHouse({});
    await mkdir(join(house.data, 'secrets'), { recursive: true });
    await writeFile(join(house.data, 'secrets', 'jwt-key'), 'short\n');
    expect(await failure(house.start())).toMatch(/^The secret .*\/jwt-key does not have the shape/);
  });

  it('when a file stands where the folder of secrets belongs', async () => {
    await using house = await newHouse({});
    const secrets = join(house.folder, 'secrets');
    await writeFile(secrets, '');
    expect(await failure(house.start({ PAGEWRIGHT_SECRETS: secrets }))).toBe(
      `The folder of secrets ${secrets} cannot be used (EEXIST): put that right or name another in PAGEWRIGHT_SECRETS.`,
    );
  });

  it('when the broker cannot open its store', async () => {
    await using house = await newHouse({});
    await mkdir(join(house.data, 'nats'), { recursive: true });
    await writeFile(join(house.data, 'nats', 'store'), 'not a folder');
    expect(await failure(house.start())).toMatch(/^nats-server did not start: /m);
  });
});

interface DiaryEntry {
  readonly name: string;
  readonly what: string;
  readonly told?: Record<string, string>;
  readonly brokerUp?: boolean;
}

interface TestHouse extends AsyncDisposable {
  readonly folder: string;
  readonly data: string;
  readonly port: number;
  start(env?: Record<string, string>): RunningProgram;
  diary(): Promise<readonly DiaryEntry[]>;
  processes(): Promise<readonly { readonly name: string; readonly pid: number }[]>;
  pids(): Promise<number[]>;
  brokerUrl(): Promise<string>;
  login(user: string, servers: string): Promise<{ servers: string; user: string; pass: string; inboxPrefix: string }>;
}

/** A data folder, free ports, and little programs that behave as they are told and keep a diary. */
const newHouse = async (behaviours: Readonly<Record<string, string>>): Promise<TestHouse> => {
  const folder: TemporaryFolder = await temporaryFolder('house');
  const data = join(folder.path, 'data');
  const diary = join(folder.path, 'diary');
  await writeFile(diary, '');
  await writeFile(join(folder.path, 'program.mjs'), PROGRAM);
  const programs = Object.entries(behaviours).map(([name, behaviour]) => ({
    name,
    file: process.execPath,
    args: [join(folder.path, 'program.mjs'), name, behaviour, diary],
  }));
  await writeFile(join(folder.path, 'start.mjs'), startScript(programs));
  const port = await freePort();
  const sitesPort = await freePort();
  const processes = async () =>
    JSON.parse(await readFile(join(data, 'processes.json'), 'utf8')) as { name: string; pid: number }[];
  return {
    folder: folder.path,
    data,
    port,
    start: (env = {}) =>
      startProgram(process.execPath, [join(folder.path, 'start.mjs')], {
        cwd: root,
        ownGroup: true,
        env: {
          ...process.env,
          PAGEWRIGHT_DATA: data,
          PAGEWRIGHT_PORT: String(port),
          PAGEWRIGHT_SITES_PORT: String(sitesPort),
          ...env,
        },
      }),
    diary: async () =>
      (await readFile(diary, 'utf8'))
        .split('\n')
        .filter(Boolean)
        .map((line) => JSON.parse(line) as DiaryEntry),
    processes,
    pids: async () => (await processes()).map(({ pid }) => pid),
    brokerUrl: async () => {
      const { port: brokerPort } = JSON.parse(await readFile(join(data, 'nats', 'ports.json'), 'utf8')) as {
        port: number;
      };
      return `nats://127.0.0.1:${brokerPort}`;
    },
    login: async (user, servers) => {
      const pass = (await readFile(join(data, 'secrets', `nats-${user}`), 'utf8')).trim();
      return { servers, user, pass, inboxPrefix: `_INBOX_${user}` };
    },
    [Symbol.asyncDispose]: async () => {
      // A test that kills a start leaves its programs behind on purpose.
      const pids = (await processes().catch(() => [])).map(({ pid }) => pid);
      for (const pid of await stillRunning(pids)) process.kill(pid, 'SIGKILL');
      await folder[Symbol.asyncDispose]();
    },
  };
};

const startScript = (programs: readonly object[]): string => `
  import { launch } from '${join(root, 'infra/local/launch.mjs')}';
  import { ROOT, runScript, say, warn } from '${join(root, 'infra/local/script.mjs')}';
  await runScript(() => launch({
    root: ROOT, env: process.env, programs: ${JSON.stringify(programs)}, say, warn, webApp: false,
    delays: { firstDelayMs: 100 },
  }));
`;

const PROGRAM = `
  import { appendFileSync, readFileSync } from 'node:fs';
  import { connect } from 'node:net';
  const [name, behaviour, diary] = process.argv.slice(2);
  const note = (what, more = {}) => appendFileSync(diary, JSON.stringify({ name, what, ...more }) + '\\n');
  const ready = () => {
    const setupCode = name === 'api' ? readFileSync(process.env.PAGEWRIGHT_SECRETS + '/setup-code', 'utf8').trim() : undefined;
    console.log(JSON.stringify({ pagewright: 'ready', role: name, url: name === 'api' ? 'http://127.0.0.1:1' : undefined, setupCode }));
  };
  const told = Object.fromEntries(Object.entries(process.env).filter(([key]) => key.startsWith('PAGEWRIGHT_')));
  const earlier = readFileSync(diary, 'utf8').split('\\n').filter((line) => line.includes('"' + name + '"')).length;
  note('starts', { told });
  const stay = setInterval(() => {}, 1000);
  const drain = () => {
    const { hostname, port } = new URL(process.env.PAGEWRIGHT_NATS_URL);
    const end = (brokerUp) => { note('drained', { brokerUp }); process.exit(0); };
    // Long enough for a broker that is not waited for to be gone.
    setTimeout(() => connect(Number(port), hostname).once('connect', () => end(true)).once('error', () => end(false)), 300);
  };
  switch (behaviour) {
    case 'serves': ready(); break;
    case 'drains': process.on('SIGTERM', drain); ready(); break;
    case 'is deaf': process.on('SIGTERM', () => {}); ready(); break;
    case 'needs the broker': {
      const { hostname, port } = new URL(process.env.PAGEWRIGHT_NATS_URL);
      connect(Number(port), hostname).once('connect', ready).once('error', () => process.exit(4));
      break;
    }
    case 'dies twice': if (earlier < 2) { console.error('I must die'); process.exit(3); } ready(); break;
    case 'is misconfigured': console.error('PAGEWRIGHT_AGENT names no agent.'); process.exit(78);
  }
`;

const makeStream = async (house: TestHouse, url: string): Promise<void> => {
  await using nc = await connect(await house.login('setup', url));
  await (await jetstreamManager(nc)).streams.add({ name: 'KEPT', subjects: ['kept.>'] });
};

/** A dead child that nobody has asked after yet still has a pid: it does not run. */
const stillRunning = async (pids: readonly number[]): Promise<number[]> => {
  const times = await Promise.all(pids.map(startTimeOf));
  return pids.filter((_, i) => times[i] !== undefined);
};

/** What a start that must fail says, in one line; more lines, such as a stack, fail the test. */
const failure = async (program: RunningProgram): Promise<string> => {
  await using running = program;
  expect(await running.exited).toBe(1);
  const lines = running.output
    .trim()
    .split('\n')
    .filter((line) => !line.startsWith('nats-server: 2.'));
  expect(lines).toHaveLength(1);
  return lines[0] ?? '';
};
