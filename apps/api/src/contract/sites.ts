import { z } from 'zod';
import { digest, id, instant, listOf, page, person, problem, versionNumber } from './common.ts';

const pointer = z.object({
  version: versionNumber,
  digest,
  /** When the pointer moved. */
  at: instant,
  by: person.nullable(),
  /** What the hosts say of it: `publishing` until every expected host serves it. */
  state: z.enum(['publishing', 'live', 'failed']),
  reason: z.string().nullable(),
});

export const site = z
  .object({
    id,
    name: z.string(),
    fqdn: z.string(),
    role: z.enum(['owner']),
    state: z.enum(['enabled', 'disabled']),
    liveLocked: z.boolean(),
    /** Who locked what is live, when and why; null while it is open. */
    liveLock: z.object({ by: person, at: instant, reason: z.string().nullable() }).nullable(),
    createdAt: instant,
    /** Last thing that happened, and who did it. */
    lastChange: z.object({ at: instant, what: z.string(), by: person.nullable() }),
    head: versionNumber.nullable(),
    live: pointer.nullable(),
    preview: pointer.nullable(),
    builds: z.object({ running: id.nullable(), waiting: z.int() }),
    /** Address of the picture of its newest version that has one, on this server; it needs no token. */
    thumbnail: z.string().nullable(),
    urls: z.object({
      live: z.url(),
      preview: z.url(),
      /** Address of a version: replace `{version}` with its number. */
      version: z.string(),
      /**
       * The same for the editor's frame: a version with marks and a bridge, framed by this app alone. Replace `{run}`
       * with a number from 1 to 999 as well: another number is another origin with the same pages.
       */
      edit: z.string(),
    }),
  })
  .meta({ id: 'Site' });

export const starter = z
  .object({
    name: id,
    title: z.string(),
    description: z.string(),
    /** What kind of site it is, in a word or two. */
    category: z.string(),
    licence: z.string(),
    author: z.string(),
    files: z.int(),
    bytes: z.int(),
    pages: z.array(z.string()),
    /** Address of a picture of its home page on this server, as soon as there is one; it needs no token. */
    thumbnail: z.string().optional(),
  })
  .meta({ id: 'Starter' });

/** POST /api/uploads, a zip or a tar.gz, unpacked safely on receipt; POST /api/imports/git, what was read there. */
export const upload = z
  .object({
    digest,
    size: z.int(),
    files: z.int(),
    bytes: z.int(),
    pages: z.array(z.string()),
    /** What was left out: files and folders that no site serves. */
    ignored: z.array(z.string()),
  })
  .meta({ id: 'Upload' });

/** POST /api/imports/git: the files of one commit. The token is used for this request and kept nowhere. */
export const importGit = z.object({
  url: z.string().trim().min(1).max(2_000),
  /** A branch or a tag; the repository's own branch unless told. */
  ref: z
    .string()
    .trim()
    .max(200)
    .regex(/^[^\s~^:?*[\\]+$/, 'must be the name of a branch or a tag')
    .optional(),
  /** Takes only what lies below this folder. */
  folder: z.string().trim().min(1).max(500).optional(),
  token: z
    .string()
    .max(1_000)
    .regex(/^[\x21-\x7e]+$/, 'must be visible ASCII characters')
    .optional(),
});
/** One line of the answer where `application/x-ndjson` is accepted: what happens, and last what came of it. */
export const importLine = z
  .union([
    z.object({ step: z.enum(['connecting', 'receiving', 'reading', 'storing']), bytes: z.int() }),
    z.object({ upload }),
    z.object({ problem }),
  ])
  .meta({ id: 'ImportLine' });

export const createSite = z.object({
  name: z.string().trim().min(1).max(100),
  /** Full host name; left out, it is made from the name under the sites domain. */
  fqdn: z.string().max(2_000).optional(),
  from: z.union([
    z.object({ starter: id }),
    z.object({ upload: digest }),
    /** A copy of a site as it is at a version. */
    z.object({ site: id, version: versionNumber }),
  ]),
});

export const listSites = page.extend({
  q: z.string().max(200).optional(),
  sort: z.enum(['changed', 'name', 'created']).default('changed'),
});
export const sites = listOf(site);
export const deleteSite = z.object({ /** The site's name, typed again. */ confirm: z.string() });
export const renameSite = z.object({ name: z.string().trim().min(1).max(100) });
export const lockLive = z.object({ reason: z.string().max(500).optional() });

/** What a browser made of a version: `pending` until one has looked, `unavailable` when none could, with the reason. */
export const checksSummary = z
  .object({
    state: z.enum(['pending', 'passed', 'warned', 'failed', 'unavailable']),
    reason: z.string().nullable(),
    at: instant.nullable(),
    /** Findings that speak against the version. */
    count: z.int(),
  })
  .meta({ id: 'ChecksSummary' });

/** GET /api/sites/{id}/versions/{n}/checks */
export const checks = checksSummary
  .extend({
    version: versionNumber,
    /** In the order they were looked at; screenshots need no token. */
    pages: z.array(
      z.object({
        path: z.string(),
        state: z.enum(['loaded', 'failed', 'cut-off']),
        screenshots: z.array(z.object({ width: z.int(), url: z.string() })),
      }),
    ),
    /** Viewports, in CSS pixels. */
    widths: z.array(z.int()),
    /** Pages that were not looked at, since there are too many or time was up. */
    left: z.int(),
    findings: z.array(
      z.object({
        page: z.string(),
        rule: z.string(),
        level: z.enum(['error', 'warning', 'note']),
        message: z.string(),
        advice: z.string(),
        /** A request that would mend it. */
        fix: z.string().nullable(),
        /** False when the version before has it too. */
        fresh: z.boolean(),
      }),
    ),
  })
  .meta({ id: 'Checks' });

export const version = z
  .object({
    number: versionNumber,
    parent: versionNumber.nullable(),
    digest,
    artifact: z.object({ digest, size: z.int() }),
    build: id,
    kind: z.enum(['prompt', 'visual', 'restore', 'undo', 'import']),
    createdAt: instant,
    by: person,
    summary: z.string(),
    prompt: z.string().nullable(),
    counts: z.object({
      files: z.int(),
      bytes: z.int(),
      created: z.int(),
      modified: z.int(),
      deleted: z.int(),
      added: z.int(),
      removed: z.int(),
    }),
    badges: z.array(z.enum(['live', 'preview', 'head'])),
    checks: checksSummary,
    /** Address of the picture of its home page on this server, null while there is none; it needs no token. */
    thumbnail: z.string().nullable(),
    note: z.string().nullable(),
    starred: z.boolean(),
    /** Kept until the pin is taken out. */
    pinned: z.boolean(),
    url: z.url(),
  })
  .meta({ id: 'Version' });
export const versions = listOf(version).extend({ /** On all pages together. */ total: z.int() });
const yesOrNo = z.enum(['true', 'false']).optional();
/** `q` is looked for in number, summary, prompt, note and the paths of changed files. */
export const listVersions = page.extend({
  q: z.string().max(200).optional(),
  starred: yesOrNo,
  pinned: yesOrNo,
  noted: yesOrNo,
});
/** PATCH /api/sites/{id}/versions/{n}; null or nothing but spaces takes the note away. */
export const noteVersion = z.object({ note: z.string().trim().max(2_000).nullable() });

export const file = z.object({ path: z.string(), sha256: digest, size: z.int() });
export const files = z
  .object({ version: versionNumber, digest, files: z.array(file), pages: z.array(z.string()) })
  .meta({ id: 'Files' });
export const fileChange = z
  .object({ path: z.string(), change: z.enum(['created', 'modified', 'deleted']), added: z.int(), removed: z.int() })
  .meta({ id: 'FileChange' });

/** POST /api/sites/{id}/promote. With `expectedCurrent` (0 for nothing) the second of two racing promotes gets 409. */
export const promote = z.object({
  version: versionNumber,
  target: z.enum(['live', 'preview']).default('live'),
  expectedCurrent: z.int().min(0).optional(),
  reason: z.string().trim().max(2_000).optional(),
});
export const promoted = z.object({ site, event: z.string() }).meta({ id: 'Promoted' });
/** POST /api/sites/{id}/rollback: a promote of an older version to live, with its reason. */
export const rollBack = z.object({
  version: versionNumber,
  expectedCurrent: z.int().min(0).optional(),
  reason: z.string().trim().min(1).max(2_000),
});
/** GET /api/sites/{id}/live-at?time=, a moment with its offset from UTC. */
export const liveAtTime = z.object({ time: z.iso.datetime({ offset: true }) });
/** What was live then, since when and by whom; `kept` is false where the version was deleted since. */
export const liveAt = z
  .object({
    time: instant,
    live: z
      .object({ version: versionNumber, since: instant, by: person.nullable(), event: z.string(), kept: z.boolean() })
      .nullable(),
  })
  .meta({ id: 'LiveAt' });
/** GET /api/sites/{id}/versions/{n}/archive */
export const archiveFormat = z.object({ format: z.enum(['tar.gz', 'zip']).default('tar.gz') });
/** POST /api/sites/{id}/restore: a new head with the old tree. */
export const restore = z.object({ version: versionNumber });
