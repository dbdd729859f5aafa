import { MessageBudget } from './budget.ts';
import { type BridgeMessage, type BridgeOrder, type PickedElement, readMessage, type ShownEdit } from './messages.ts';
import { PageTrouble } from './page-trouble.svelte.ts';
import { Watch } from './watch.ts';

interface Hearing {
  /** The page in the frame, whenever it is another one, by a link or by an order. */
  readonly onPage: (path: string) => void;
  readonly onPicked: (element: PickedElement) => void;
}

/**
 * The app's end of the conversation with one frame. A message counts when it comes from the frame's window and from the
 * one origin that was put there, and when it is one of the known messages; more than the budget is dropped.
 *
 * *Silent*: no bridge has spoken. *Speaking*: a page with the bridge is there. *Flooded*: the page sends without end.
 * *Stuck*: it no longer answers. The frame of the last two is to be taken away.
 */
export class Bridge {
  state = $state<'silent' | 'speaking' | 'flooded' | 'stuck'>('silent');
  /**
   * Which of the origins that a version has for the editor is to be used. A page that was stopped may still run, and
   * the browser would give its process to whatever else comes from there.
   */
  run = $state(1);
  page = $state.raw<{ readonly path: string; readonly title: string; readonly file: string } | null>(null);
  picking = $state(false);
  hover = $state.raw<{ readonly tag: string; readonly text: string } | null>(null);
  /** Where a link led that was not followed, or that a form was not sent; until it is put away. */
  held = $state.raw<{ readonly type: 'outside'; readonly href: string } | { readonly type: 'form' } | null>(null);
  readonly trouble = new PageTrouble();

  readonly #hearing: Hearing;
  #frame: HTMLIFrameElement | null = null;
  #origin = '';
  #scale = 1;
  #edits: readonly ShownEdit[] = [];
  #outline: { readonly start: number; readonly end: number } | null = null;
  #budget = new MessageBudget(0);
  readonly #watch = new Watch();
  #keyboard = false;

  constructor(hearing: Hearing) {
    this.#hearing = hearing;
  }

  /** Listens until the answer is called. */
  start(): () => void {
    const listen = (event: MessageEvent): void => this.#take(event);
    addEventListener('message', listen);
    const looking = setInterval(() => this.#look(), 1_000);
    return () => {
      clearInterval(looking);
      removeEventListener('message', listen);
    };
  }

  /** From now on the conversation is with this frame, which shows pages of that origin. */
  attach(frame: HTMLIFrameElement | null, origin: string): void {
    this.#frame = frame;
    this.#origin = origin;
    this.#budget = new MessageBudget(performance.now());
    this.state = 'silent';
    this.page = null;
    this.hover = null;
    this.held = null;
    this.trouble.clear();
    if (frame === null) return;
    this.#watch.begin();
    frame.addEventListener('load', () => {
      if (frame !== this.#frame) return;
      this.#watch.loaded();
      this.#order({ type: 'ask' });
    });
  }

  get isStopped(): boolean {
    return this.state === 'flooded' || this.state === 'stuck';
  }

  /** How much smaller than life the page is drawn. */
  scaled(scale: number): void {
    this.#scale = scale;
    if (this.state === 'speaking') this.#order({ type: 'hello', scale });
  }

  pick(on: boolean, { keyboard = false } = {}): void {
    this.picking = on;
    this.#keyboard = keyboard;
    this.hover = null;
    this.#order({ type: 'pick', on, keyboard });
    if (on) this.#frame?.focus();
  }

  outline(place: { readonly start: number; readonly end: number } | null): void {
    this.#outline = place;
    this.#order({ type: 'outline', start: place?.start ?? null, end: place?.end ?? null });
  }

  /** All edits of the page that are shown and not saved; each call replaces the one before. */
  showEdits(list: readonly ShownEdit[]): void {
    this.#edits = list;
    this.#order({ type: 'edits', list });
  }

  #order(order: BridgeOrder): void {
    if (this.state !== 'speaking') return;
    this.#frame?.contentWindow?.postMessage({ pagewright: 1, ...order }, this.#origin);
  }

  #look(): void {
    if (this.#frame === null || this.isStopped) return;
    const sign = this.#watch.look();
    if (sign === 'ask') this.#order({ type: 'ask' });
    if (sign === 'stuck') this.#stop('stuck');
  }

  #stop(why: 'flooded' | 'stuck'): void {
    this.state = why;
    this.picking = false;
    this.run = (this.run % 999) + 1;
  }

  #take(event: MessageEvent): void {
    if (this.isStopped || this.#frame === null) return;
    if (event.source !== this.#frame.contentWindow || event.origin !== this.#origin) return;
    const verdict = this.#budget.take(performance.now());
    if (verdict === 'flooded') this.#stop('flooded');
    if (verdict !== 'taken') return;
    const message = readMessage(event.data);
    if (message === null) return;
    this.#watch.heard();
    this.#hear(message);
  }

  #hear(message: BridgeMessage): void {
    switch (message.type) {
      case 'here':
        return this.#greet();
      case 'alive':
        return;
      case 'page':
        if (message.path !== this.page?.path) this.held = null;
        this.page = message;
        return this.#hearing.onPage(message.path);
      case 'error':
        return this.trouble.add(message);
      case 'hover':
        if (this.picking) this.hover = message;
        return;
      case 'picked':
        if (this.picking) this.#hearing.onPicked(message);
        return;
      case 'ended':
        this.picking = false;
        this.hover = null;
        return;
      case 'outside':
      case 'form':
        this.held = message;
        return;
    }
  }

  /** A page has come up, the first one or another: it is told what holds now. */
  #greet(): void {
    this.state = 'speaking';
    this.trouble.clear();
    this.#order({ type: 'hello', scale: this.#scale });
    this.#order({ type: 'edits', list: this.#edits });
    if (this.#outline) this.outline(this.#outline);
    if (this.picking) this.#order({ type: 'pick', on: true, keyboard: this.#keyboard });
  }
}
