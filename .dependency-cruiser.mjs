/**
 * The arrows between the rooms. Every rule is planted against in test/architecture/rules-bite.int.spec.ts: a new rule
 * without a plant there fails that spec.
 */
const spec = '[.](unit|int|contract|e2e)[.]spec[.]ts$';
/** Specs, and what a room keeps for its own specs alone. */
const tests = ['(^|/)test/', spec];
const kernel = '^contexts/kernel/src/';
const index = '^contexts/[^/]+/src/index[.]ts$';
const pureFolders = '^contexts/(?!kernel/)[^/]+/src/(domain|events|commands|policies|public)/';
/** Their business is an outside format, read and written purely: what they may import has rules of its own. */
const formats = '^contexts/(authoring|artifacts)/';

/** Whose public language a context may speak, besides its own and the kernel's. */
const neighbours = {
  identity: [],
  sites: [],
  authoring: [],
  artifacts: [],
  hosting: ['sites', 'artifacts'],
  budgets: [],
  jobs: [],
  content: ['jobs'],
};

const forbid = (name, comment, from, to) => ({ name, comment, severity: 'error', from, to });
const packages = (...names) => ({ path: `node_modules/(${names.join('|')})(/|$)` });

export default {
  forbidden: [
    forbid('no-cycles', 'A cycle has no bottom to begin reading at.', {}, { circular: true }),
    forbid('no-unresolved', 'What cannot be resolved escapes every other rule.', {}, { couldNotResolve: true }),
    forbid(
      'specs-are-leaves',
      'What tests share lives in test/support or in a testing door.',
      { pathNot: spec },
      { path: spec },
    ),
    forbid(
      'test-is-a-leaf',
      'Only specs and what serves them stand on tests.',
      { pathNot: tests },
      { path: '(^|/)test/', pathNot: 'node_modules/' },
    ),
    forbid(
      'infra-lends-its-configuration-only',
      'The product does not know how it is started, only which variables there are, and the words of the broker’s own.',
      { pathNot: ['^infra/', ...tests] },
      { path: '^infra/', pathNot: '^infra/(configuration|nats)/' },
    ),

    forbid(
      'kernel-imports-nothing',
      'The shared language stands on nothing; ids and digests are derived with node:crypto.',
      { path: kernel, pathNot: [...tests, `${kernel}testing[.]ts$`] },
      { pathNot: [kernel, '^(node:)?crypto$'] },
    ),
    forbid(
      'pure-code-stays-pure',
      'No clock, no I/O, no framework: only pure code and the kernel.',
      {
        path: `${pureFolders}|${index}`,
        pathNot: [...tests, formats, kernel, '^contexts/[^/]+/src/(events|commands|public)/'],
      },
      { pathNot: [pureFolders, index, kernel] },
    ),
    forbid(
      'schemas-stay-pure',
      'Events, commands and public events may use the one schema library besides.',
      { path: '^contexts/[^/]+/src/(events|commands|public)/', pathNot: [...tests, formats, kernel] },
      { pathNot: [pureFolders, index, kernel, 'node_modules/zod/'] },
    ),
    forbid(
      'authoring-is-pure',
      'Functions over a tree of files: parsers, a matcher of selectors, a text diff and the kernel, no I/O.',
      { path: '^contexts/authoring/src/', pathNot: tests },
      { pathNot: ['^contexts/authoring/src/', kernel, 'node_modules/(parse5|magic-string|css-tree|css-select|diff)/'] },
    ),
    forbid(
      'artifacts-touch-files-in-adapters-only',
      'Packing and unpacking are streams; where they go is an adapter’s business.',
      { path: '^contexts/artifacts/src/', pathNot: tests },
      { path: '^(node:)?(fs|http|https|net|child_process|worker_threads)(/|$)' },
    ),
    forbid(
      'contexts-meet-at-their-index',
      'What is not in the public language may change unseen.',
      { path: '^contexts/([^/]+)/', pathNot: tests },
      { path: '^contexts/(?!kernel/)[^/]+/', pathNot: ['^contexts/$1/', index] },
    ),
    ...Object.entries(neighbours).map(([context, others]) =>
      forbid(
        `${context}-knows-${others.join('-and-') || 'the-kernel'}-only`,
        'A context that needs more is two contexts, or one with the other.',
        { path: `^contexts/${context}/`, pathNot: tests },
        { path: '^contexts/', pathNot: `^contexts/(${['kernel', context, ...others].join('|')})/` },
      ),
    ),
    forbid(
      'contexts-know-no-outer-room',
      'The outer rooms know the contexts, never the other way.',
      { path: '^contexts/', pathNot: tests },
      { path: '^(broker|projections|apps|infra|test)/' },
    ),
    forbid(
      'adapters-are-doors-for-apps',
      'Which adapter is used is decided where the whole is put together.',
      { path: '^(contexts/[^/]+/src|projections|broker|infra)/', pathNot: tests },
      { path: '^contexts/[^/]+/adapters/' },
    ),
    forbid(
      'adapters-use-their-own-index',
      'An adapter sees the doors, not the inside, of its context, and no other adapter.',
      { path: '^contexts/([^/]+)/adapters/([^/]+)/', pathNot: tests },
      { path: '^contexts/[^/]+/', pathNot: [kernel, index, '^contexts/$1/(adapters/$2/|src/[^/]+/index[.]ts$)'] },
    ),
    forbid(
      'nest-lives-in-handlers-and-modules',
      'The framework routes and wires; it holds no rule.',
      { pathNot: ['^contexts/[^/]+/src/handlers/', '[.]module[.]ts$', '^apps/(api|worker-runner)/', ...tests] },
      packages('@nestjs', 'reflect-metadata'),
    ),

    forbid(
      'projections-see-indexes-only',
      'A read model knows events and ids, not who decided them, who carries them or who asks.',
      { path: '^projections/', pathNot: tests },
      { path: '^(contexts/(?!kernel/)[^/]+/(?!src/index[.]ts$)|broker/|apps/|infra/)' },
    ),
    forbid(
      'broker-knows-the-kernel-only',
      'It carries messages of any kind.',
      { path: '^broker/', pathNot: tests },
      { path: '^(contexts/(?!kernel/)|projections/|apps/|infra/)' },
    ),
    forbid(
      'the-events-package-stands-alone',
      'It runs where there is nothing else of ours.',
      { path: '^broker/client/', pathNot: tests },
      { path: '^(contexts|projections|broker|apps|infra|test)/', pathNot: '^broker/client/' },
    ),
    forbid(
      'apps-are-leaves',
      'Apps meet over the wire; nothing is built on an app.',
      { path: '^([^/]+/[^/]+)/', pathNot: [...tests] },
      { path: '^apps/', pathNot: '^$1/' },
    ),
    forbid(
      'web-borrows-types-only',
      'The browser runs none of the server.',
      { path: '^apps/web/' },
      { path: '^(contexts|projections|broker)/', dependencyTypesNot: ['type-only'] },
    ),
    forbid(
      'the-runner-opens-no-database',
      'The read models have one writer, the API.',
      { path: '^apps/worker-runner/' },
      { path: '^projections/|node_modules/(kysely|pg|@electric-sql)/' },
    ),
    forbid(
      'the-worker-speaks-http-only',
      'What runs in the cage is trusted with nothing: no broker, no store, no rule of the domain.',
      { path: '^apps/worker-runner/(src/)?worker/', pathNot: tests },
      { path: '^broker/|^contexts/[^/]+/adapters/|^contexts/(?!kernel/|authoring/|artifacts/)|node_modules/@nats-io/' },
    ),

    forbid(
      'nats-has-one-home',
      'Its traps are handled in one place.',
      { pathNot: ['^broker/', ...tests] },
      packages('nats', '@nats-io'),
    ),
    forbid(
      'kurrent-has-one-home',
      'Behind the same port as the other event store.',
      { pathNot: ['^broker/', ...tests] },
      packages('@kurrent', '@eventstore'),
    ),
    forbid(
      'docker-has-one-home',
      'The socket of Docker is root: one spawner holds it.',
      { pathNot: ['^apps/worker-runner/', ...tests] },
      packages('dockerode'),
    ),
    forbid(
      'sql-has-one-home',
      'Nothing has its only truth in the database, so nothing else may reach it.',
      { pathNot: ['^projections/', ...tests] },
      packages('kysely', 'pg', '@electric-sql'),
    ),
    forbid(
      'tar-has-one-home',
      'Unpacking safely is written once.',
      { pathNot: ['^contexts/artifacts/', ...tests] },
      packages('tar-stream', 'tar', 'modern-tar', 'yauzl'),
    ),
    forbid(
      'git-has-one-home',
      'Repositories of strangers are read in one place, apart from everything else.',
      { pathNot: ['^contexts/artifacts/adapters/git/', ...tests] },
      packages('isomorphic-git'),
    ),
    forbid(
      'telemetry-has-one-home',
      'The house speaks of operations; which libraries count and trace them is said once.',
      { pathNot: ['^contexts/kernel/adapters/telemetry/', ...tests] },
      packages('prom-client', '@opentelemetry'),
    ),
    forbid(
      'html-has-one-home',
      'Editing with untouched bytes kept is written once.',
      { pathNot: ['^contexts/authoring/', ...tests] },
      packages('parse5', 'magic-string', 'css-tree', 'css-select'),
    ),
  ],
  options: {
    // Type-only imports are dependencies too.
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    doNotFollow: { path: 'node_modules' },
    // The bridge runs in a browser, and finds its parts at addresses of its own. The peers' packages are no part of ours.
    exclude: {
      path: '(^|/)(dist|artifacts)/.*[.](js|css)$|^broker/client/dist/|^test/(architecture/planted|artifacts|bench/peers)/|^contexts/hosting/adapters/embedded/bridge/',
    },
    // Without exportsFields the workspace's own packages resolve to nothing and every rule about them passes silently.
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['pagewright-source', 'import', 'node', 'svelte', 'default', 'types'],
    },
  },
};
