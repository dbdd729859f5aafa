import { DeciderCommandHandler, type Command, type Event } from '@event-driven-io/emmett';
import { getPostgreSQLEventStore } from '@event-driven-io/emmett-postgresql';
import { Client } from 'pg';
import type { EmmettPeer } from '../peer-doors.ts';

type SiteRenamed = Event<'SiteRenamed', { site: string; at: string; name: string; by: string }, Meta>;
type RenameSite = Command<'RenameSite', { site: string; now: string; name: string; by: string }, Meta & { now: Date }>;
type Meta = { actor: string; correlationId: string; causationId: string; commandDigest: string };

const META: Meta = {
  actor: 'account:ada',
  correlationId: '6f0d4d0e-6b0c-5f57-9d8e-2c1a5a3c7e41',
  causationId: '6f0d4d0e-6b0c-5f57-9d8e-2c1a5a3c7e41',
  commandDigest: 'f'.repeat(64),
};

interface Site {
  readonly name: string;
  readonly renamed: number;
}

const fold = {
  initialState: (): Site => ({ name: '', renamed: 0 }),
  evolve: (site: Site, { data }: SiteRenamed): Site => ({ name: data.name, renamed: site.renamed + 1 }),
};

const renamed = (site: string, name: string): SiteRenamed => ({
  type: 'SiteRenamed',
  data: { site, at: new Date().toISOString(), name, by: 'ada' },
  metadata: META,
});

export const openEmmett = async (url: string): Promise<EmmettPeer> => {
  const store = getPostgreSQLEventStore(url);
  await store.schema.migrate();
  const handle = DeciderCommandHandler<Site, RenameSite, SiteRenamed>({
    ...fold,
    decide: ({ data: { site, now, name, by } }, state) =>
      state.name === name ? [] : [{ type: 'SiteRenamed', data: { site, at: now, name, by }, metadata: META }],
  });
  const versions = new Map<string, bigint>();

  return {
    command: async (stream, name) => {
      const now = new Date();
      await handle(store, stream, {
        type: 'RenameSite',
        data: { site: stream, now: now.toISOString(), name, by: 'ada' },
        metadata: { ...META, now },
      });
    },
    append: async (stream, name) => {
      const expectedStreamVersion = versions.get(stream) ?? 'STREAM_DOES_NOT_EXIST';
      const { nextExpectedStreamVersion } = await store.appendToStream<SiteRenamed>(stream, [renamed(stream, name)], {
        expectedStreamVersion,
      });
      versions.set(stream, nextExpectedStreamVersion);
    },
    fill: async (streams, events) => {
      const quick = new URL(url);
      quick.searchParams.set('options', '-c synchronous_commit=off');
      const filling = getPostgreSQLEventStore(quick.href);
      const atOnce = 10;
      for (let event = 0; event < events; event += atOnce) {
        const names = Array.from({ length: Math.min(atOnce, events - event) }, (_, index) => `Site ${event + index}`);
        for (let stream = 0; stream < streams; stream += 16) {
          const some = Array.from({ length: Math.min(16, streams - stream) }, (_, index) => filled(stream + index));
          await Promise.all(
            some.map((id) =>
              filling.appendToStream<SiteRenamed>(
                id,
                names.map((name) => renamed(id, name)),
              ),
            ),
          );
        }
      }
      await filling.close();
      const client = new Client({ connectionString: url });
      await client.connect();
      await client.query('vacuum analyze');
      await client.end();
    },
    load: async (stream) => {
      const { state } = await store.aggregateStream<Site, SiteRenamed>(filled(stream), fold);
      return state.renamed;
    },
    [Symbol.asyncDispose]: () => store.close(),
  };
};

const filled = (stream: number): string => `filled-${stream}`;
