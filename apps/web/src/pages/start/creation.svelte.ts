import { doors } from '../../api/doors.ts';
import { newKey } from '../../api/key.ts';
import { Refused } from '../../api/trouble.ts';
import type { Starter, Upload } from '../../api/types.ts';
import { pathTo, router } from '../../router/router.svelte.ts';
import { kept } from '../../site/kept.ts';
import { outbox } from '../../site/outbox.svelte.ts';
import { freeName, intentOf, type Intent } from './intent.ts';

const DRAFT = 'start.draft';
const INTENT = 'start.intent';

/** A file that is no tar.gz is told so before it travels. */
export class WrongArchive extends Error {
  override readonly name = 'WrongArchive';
}

/**
 * A site in the making. `editing` until Build; `making` while the site is asked for, kept under its key so that a reload
 * asks for the same one; then the prompt goes to the outbox and the page to the site. A refusal leads back to `editing`
 * with everything that was typed.
 */
export class Creation {
  prompt = $state(kept.get(DRAFT) ?? '');
  name = $state('');
  starter = $state.raw<Starter | null>(null);
  upload = $state.raw<{ readonly name: string; readonly upload: Upload } | null>(null);
  uploading = $state<string | null>(null);
  status = $state<'editing' | 'making'>('editing');
  raw = $state.raw<unknown>(null);

  starters = $state.raw<readonly Starter[]>([]);
  startersStatus = $state<'loading' | 'ready' | 'failed'>('loading');
  startersRaw = $state.raw<unknown>(null);
  #taken: readonly string[] = [];

  readonly suggestedName = $derived.by(() => {
    const base = this.upload?.name.replace(/\.(tar\.gz|tgz)$/i, '') ?? this.starter?.title ?? 'New site';
    return freeName(base, this.#taken);
  });
  readonly ready = $derived((this.starter !== null || this.upload !== null) && this.uploading === null);

  constructor() {
    void this.loadStarters();
    const intent = intentOf(kept.get(INTENT));
    if (intent) void this.#make(intent);
  }

  async loadStarters(): Promise<void> {
    this.startersStatus = 'loading';
    try {
      const [{ items }, { items: sites }] = await Promise.all([doors.starters(), doors.sites({ limit: 100 })]);
      this.#taken = sites.map(({ name }) => name);
      this.starters = items;
      this.starter ??= items[0] ?? null;
      this.startersStatus = 'ready';
    } catch (raw) {
      this.startersRaw = raw;
      this.startersStatus = 'failed';
    }
  }

  keepDraft(): void {
    if (this.prompt === '') kept.remove(DRAFT);
    else kept.set(DRAFT, this.prompt);
  }

  choose(starter: Starter): void {
    this.starter = starter;
    this.upload = null;
  }

  async take(file: File): Promise<void> {
    this.uploading = file.name;
    this.raw = null;
    try {
      await refuseOthers(file);
      this.upload = { name: file.name, upload: await doors.upload(file) };
    } catch (raw) {
      this.raw = raw;
    } finally {
      this.uploading = null;
    }
  }

  async build(): Promise<void> {
    if (!this.ready || this.status === 'making') return;
    const from = this.upload ? { upload: this.upload.upload.digest } : { starter: this.starter?.name ?? '' };
    const name = this.name.trim() || this.suggestedName;
    const intent: Intent = { key: newKey(), promptKey: newKey(), name, from, prompt: this.prompt.trim() };
    kept.set(INTENT, JSON.stringify(intent));
    await this.#make(intent);
  }

  async #make(intent: Intent): Promise<void> {
    this.status = 'making';
    this.raw = null;
    try {
      const { site } = await doors.createSite(intent.key, { name: intent.name, from: intent.from });
      if (intent.prompt !== '') {
        const message = { kind: 'build', prompt: intent.prompt, picks: [], attachments: [] } as const;
        outbox.post(site.id, message, intent.promptKey);
      }
      kept.remove(INTENT);
      kept.remove(DRAFT);
      router.go(pathTo.chat(site.id));
    } catch (raw) {
      this.raw = raw;
      this.status = 'editing';
      this.prompt = intent.prompt;
      this.name = intent.name;
      this.keepDraft();
      // A refusal ends the intent; while nobody answers it stands, and the next Build or a reload asks for the same.
      if (raw instanceof Refused) kept.remove(INTENT);
    }
  }
}

const refuseOthers = async (file: File): Promise<void> => {
  const [first, second] = new Uint8Array(await file.slice(0, 2).arrayBuffer());
  if (first === 0x1f && second === 0x8b) return;
  throw new WrongArchive(
    first === 0x50 && second === 0x4b
      ? `${file.name} is a zip. Pack the same files as a tar.gz and choose that.`
      : `${file.name} is no tar.gz. Pack the files of the site as one and choose that.`,
  );
};
