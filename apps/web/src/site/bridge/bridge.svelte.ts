import { MessageBudget } from './budget.ts';
import { type BridgeMessage, type BridgeOrder, type PickedElement, readMessage, type ShownEdit } from './messages.ts';
import { PageTrouble } from './page-trouble.svelte.ts';

interface Hearing {
  /** The page in the frame, whenever it is another one, by a link or by an order. */
  readonly onPage: (path: string) => void;
  readonly onPicked: (element: PickedElement) => void;
}

/**
 * The app's end of the conversation with one frame. A message counts when it comes from the frame's window and from the
 * one origin that was put there, and when it is one of the known messages; more than the budget is dropped.
 *
 * *Silent*: no bridge has spoken. *Speaking*: a page with the bridge is there. *Flooded*: the page sends without end;
 * the frame is to be taken away.
 */
export class Bridge {
  state = $state<'silent' | 'speaking' | 'flooded'>('silent');
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
  #keyboard = false;

  constructor(hearing: Hearing) {
    this.#hearing = hearing;
  }

  /** Listens until the answer is called. */
  start(): () => void {
    const listen = (event: MessageEvent): void => this.#take(event);
    addEventListener('message', listen);
    return () => removeEventListener('message', listen);
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

  #take(event: MessageEvent): void {
    if (this.state === 'flooded' || this.#frame === null) return;
    if (event.source !== this.#frame.contentWindow || event.origin !== this.#origin) return;
    const verdict = this.#budget.take(performance.now());
    if (verdict === 'flooded') {
      this.state = 'flooded';
      this.picking = false;
    }
    if (verdict !== 'taken') return;
    const message = readMessage(event.data);
    if (message !== null) this.#hear(message);
  }

  #hear(message: BridgeMessage): void {
    switch (message.type) {
      case 'here':
        return this.#greet();
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
