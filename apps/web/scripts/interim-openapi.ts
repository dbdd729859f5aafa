import { writeFileSync } from 'node:fs';
import { z } from 'zod';
import * as accounts from '../../api/src/contract/accounts.ts';
import * as builds from '../../api/src/contract/builds.ts';
import * as common from '../../api/src/contract/common.ts';
import * as sites from '../../api/src/contract/sites.ts';

/** Writes the document that the API will emit itself; goes when it does. */
const registry = z.registry<{ id: string }>();
const named = {
  Account: accounts.account,
  Session: accounts.session,
  Installation: accounts.installation,
  Problem: common.problem,
  Person: common.person,
  Part: builds.part,
  RecordedPart: builds.recordedPart,
  Outcome: builds.outcome,
  Turn: builds.turn,
  Chat: builds.chat,
  LoggedEvent: builds.loggedEvent,
  LoggedEvents: builds.loggedEvents,
  Site: sites.site,
  Sites: sites.sites,
  Starter: sites.starter,
  Starters: common.listOf(sites.starter).pick({ items: true }),
  Upload: sites.upload,
  Version: sites.version,
  Versions: sites.versions,
  Files: sites.files,
  FileChange: sites.fileChange,
  FileChanges: z.object({ items: z.array(sites.fileChange) }),
  Promoted: sites.promoted,
  NewSite: z.object({ site: sites.site, build: builds.turn }),
};
for (const [id, schema] of Object.entries(named)) registry.add(schema, { id });
const { schemas } = z.toJSONSchema(registry, { uri: (id) => `#/components/schemas/${id}` });
for (const schema of Object.values(schemas)) {
  delete schema.$schema;
  delete schema.$id;
}

const ref = (name: keyof typeof named) => ({ $ref: `#/components/schemas/${name}` });
const json = (schema: unknown) => ({ content: { 'application/json': { schema } } });
const inline = (schema: z.ZodType) => {
  const { $schema: _, ...rest } = z.toJSONSchema(schema, { io: 'input' });
  return rest;
};
const problem = { description: 'A problem', content: { 'application/problem+json': { schema: ref('Problem') } } };

interface Door {
  readonly answer?: keyof typeof named;
  readonly body?: z.ZodType;
  readonly query?: z.ZodObject;
  readonly status?: string;
}
const doors: Record<string, Door> = {
  'get /api/installation': { answer: 'Installation' },
  'post /api/accounts': { answer: 'Session', body: accounts.register, status: '201' },
  'post /api/sessions': { answer: 'Session', body: accounts.logIn, status: '201' },
  'post /api/sessions/refresh': { answer: 'Session' },
  'delete /api/sessions/current': { status: '204' },
  'get /api/me': { answer: 'Account' },
  'get /api/starters': { answer: 'Starters' },
  'get /api/sites': { answer: 'Sites', query: sites.listSites },
  'post /api/sites': { answer: 'NewSite', body: sites.createSite, status: '201' },
  'get /api/sites/{site}': { answer: 'Site' },
  'patch /api/sites/{site}': { answer: 'Site', body: sites.renameSite },
  'delete /api/sites/{site}': { body: sites.deleteSite, status: '204' },
  'post /api/sites/{site}/disable': { answer: 'Site' },
  'post /api/sites/{site}/enable': { answer: 'Site' },
  'post /api/sites/{site}/lock-live': { answer: 'Site', body: sites.lockLive },
  'post /api/sites/{site}/unlock-live': { answer: 'Site' },
  'get /api/sites/{site}/chat': { answer: 'Chat', query: builds.listChat },
  'post /api/sites/{site}/builds': { answer: 'Turn', body: builds.requestBuild, status: '202' },
  'get /api/sites/{site}/builds/{build}': { answer: 'Turn' },
  'post /api/sites/{site}/builds/{build}/cancel': { answer: 'Turn', status: '202' },
  'post /api/sites/{site}/builds/{build}/answer': { answer: 'Turn', body: builds.answer, status: '202' },
  'get /api/sites/{site}/versions': { answer: 'Versions', query: sites.listVersions },
  'get /api/sites/{site}/versions/{n}': { answer: 'Version' },
  'get /api/sites/{site}/versions/{n}/files': { answer: 'Files' },
  'get /api/sites/{site}/versions/{n}/changes': { answer: 'FileChanges' },
  'post /api/sites/{site}/promote': { answer: 'Promoted', body: sites.promote },
  'post /api/sites/{site}/rollback': { answer: 'Promoted', body: sites.rollBack },
  'post /api/sites/{site}/restore': { answer: 'Turn', body: sites.restore, status: '202' },
  'get /api/sites/{site}/events': { answer: 'LoggedEvents', query: common.page },
};

const paths: Record<string, Record<string, unknown>> = {};
for (const [door, { answer, body, query, status = '200' }] of Object.entries(doors)) {
  const [method = '', path = ''] = door.split(' ');
  const parameters = [
    ...[...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => ({
      name,
      in: 'path',
      required: true,
      schema: { type: name === 'n' ? 'integer' : 'string' },
    })),
    ...Object.entries(query?.shape ?? {}).map(([name, schema]) => ({
      name,
      in: 'query',
      required: false,
      schema: inline(schema as z.ZodType),
    })),
  ];
  paths[path] = {
    ...paths[path],
    [method]: {
      ...(parameters.length > 0 && { parameters }),
      ...(body && { requestBody: { required: true, ...json(inline(body)) } }),
      responses: {
        [status]: { description: 'As asked', ...(answer && json(ref(answer))) },
        default: problem,
      },
    },
  };
}

const [target = 'openapi.json'] = process.argv.slice(2);
writeFileSync(
  target,
  `${JSON.stringify({ openapi: '3.1.0', info: { title: 'Pagewright', version: '0.1.0' }, paths, components: { schemas } }, null, 2)}\n`,
);
