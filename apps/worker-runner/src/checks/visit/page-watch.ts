import type { FileTree } from '@pagewright/kernel/file-tree';
import type { BrowserEvent, Devtools } from '../browser/devtools.ts';
import type { OutsideRequest, PageError } from './page-report.ts';
import { CHECKED_ORIGIN, serve } from './serve-tree.ts';

/** What a page did while it was watched. */
export interface PageWatch extends Disposable {
  readonly errors: readonly PageError[];
  readonly missing: ReadonlySet<string>;
  readonly outside: readonly OutsideRequest[];
  readonly dialogs: number;
  readonly leavesTo: string | null;
  /** Requests that are being answered. */
  readonly underWay: number;
  /**
   * Resolves at the load event of that document, or when the page was kept from leaving. The empty page that a tab
   * begins with has one as well, and on a busy machine it comes late.
   */
  loaded(loaderId: string): Promise<void>;
  /** Rejects when the page asks for more than any page needs, or ends. */
  readonly excess: Promise<never>;
}

/** The page does what no page may do here; the message says it in the words after "it". */
export class PageExcess extends Error {
  override readonly name = 'PageExcess';
}

const MOST_ERRORS = 20;
const MOST_REQUESTS = 500;
/** Larger files are answered as if they were empty: a film says nothing about a page. */
const MOST_BYTES = 8 * 1024 * 1024;
const LONGEST_TEXT = 300;

/**
 * Answers every request of a page from the tree, refuses the others, dismisses its dialogs, closes what it opens and
 * keeps what it complains about.
 */
export const watchPage = (devtools: Devtools, session: string, tree: FileTree): PageWatch => {
  const errors: PageError[] = [];
  const missing = new Set<string>();
  const outside = new Map<string, OutsideRequest>();
  const loads = new Map<string, PromiseWithResolvers<void>>();
  const kept = Promise.withResolvers<void>();
  const excess = Promise.withResolvers<never>();
  excess.promise.catch(() => undefined);
  let [dialogs, underWay, requests] = [0, 0, 0];
  let leavesTo: string | null = null;

  /** The page or the browser may be gone by then; who waits for an answer hears of it. */
  const tell = (method: string, params: Readonly<Record<string, unknown>> = {}, to = session): void => {
    devtools.send(method, params, to).catch(() => undefined);
  };
  const loadOf = (loaderId: string): PromiseWithResolvers<void> => {
    const load = loads.get(loaderId) ?? Promise.withResolvers<void>();
    loads.set(loaderId, load);
    return load;
  };
  const complain = (error: PageError): void => {
    const known = errors.some(({ text, at }) => text === error.text && at === error.at);
    if (!known && errors.length < MOST_ERRORS) errors.push(error);
  };
  const refuse = (origin: string, kind: OutsideRequest['kind']): void => {
    if (outside.size < MOST_ERRORS && outside.get(origin)?.kind !== 'script') outside.set(origin, { origin, kind });
  };

  const answer = async ({ requestId, request, resourceType, frameId }: PausedRequest): Promise<void> => {
    if ((requests += 1) > MOST_REQUESTS) excess.reject(new PageExcess(`asks for more than ${MOST_REQUESTS} files`));
    const served = serve(tree, request.url);
    switch (served.type) {
      case 'outside': {
        const leaving = resourceType === 'Document' && frameId === mainFrame;
        if (leaving) leavesTo ??= request.url.slice(0, LONGEST_TEXT);
        else refuse(served.origin, resourceType === 'Script' ? 'script' : 'other');
        // An aborted navigation leaves the page where it is.
        const errorReason = leaving ? 'Aborted' : 'BlockedByClient';
        await devtools.send('Fetch.failRequest', { requestId, errorReason }, session);
        // A page that was about to leave is never said to be loaded.
        if (leaving) kept.resolve();
        return;
      }
      case 'redirect':
        await fulfil(requestId, 301, [{ name: 'Location', value: served.location }]);
        return;
      case 'missing':
        if (served.path !== 'favicon.ico' && missing.size < MOST_ERRORS) missing.add(served.path);
        await fulfil(requestId, 404, [{ name: 'Content-Type', value: 'text/plain' }]);
        return;
      case 'file': {
        const body = served.bytes.length > MOST_BYTES ? new Uint8Array() : served.bytes;
        const headers = [
          { name: 'Content-Type', value: served.mediaType },
          { name: 'X-Content-Type-Options', value: 'nosniff' },
        ];
        await fulfil(requestId, 200, headers, body);
      }
    }
  };
  const fulfil = (
    requestId: string,
    responseCode: number,
    responseHeaders: readonly { readonly name: string; readonly value: string }[],
    body: Uint8Array = new Uint8Array(),
  ): Promise<unknown> =>
    devtools.send(
      'Fetch.fulfillRequest',
      { requestId, responseCode, responseHeaders, body: Buffer.from(body).toString('base64') },
      session,
    );

  let mainFrame: string | undefined;
  const hear = ({ method, params }: BrowserEvent): void => {
    switch (method) {
      case 'Fetch.requestPaused': {
        const paused = params as unknown as PausedRequest;
        mainFrame ??= paused.frameId;
        underWay += 1;
        void answer(paused)
          .catch(() => undefined)
          .then(() => (underWay -= 1));
        return;
      }
      case 'Page.lifecycleEvent':
        if (params['name'] === 'load') loadOf(String(params['loaderId'])).resolve();
        return;
      case 'Page.javascriptDialogOpening':
        dialogs += 1;
        return tell('Page.handleJavaScriptDialog', { accept: false });
      case 'Runtime.exceptionThrown':
        return complain(exceptionOf(params));
      case 'Runtime.consoleAPICalled':
        if (params['type'] === 'error') complain(consoleErrorOf(params));
        return;
      case 'Network.webSocketCreated':
        return refuse(hostOf(String(params['url'])), 'other');
      case 'Target.attachedToTarget':
        return attach(params as unknown as AttachedTarget);
      case 'Inspector.targetCrashed':
        return excess.reject(new PageExcess('ends its own tab, most often for want of memory'));
    }
  };
  /** Workers of the page run; a service worker would outlive it, and what it opens is nobody's to see. */
  const attach = ({ sessionId, targetInfo }: AttachedTarget): void => {
    if (targetInfo.type === 'worker' || targetInfo.type === 'iframe')
      tell('Runtime.runIfWaitingForDebugger', {}, sessionId);
    else if (targetInfo.type === 'page') tell('Target.closeTarget', { targetId: targetInfo.targetId }, undefined);
  };

  const stop = devtools.listen((event) => {
    if (event.session === session) hear(event);
  });
  return {
    errors,
    missing,
    get outside() {
      return [...outside.values()];
    },
    get dialogs() {
      return dialogs;
    },
    get leavesTo() {
      return leavesTo;
    },
    get underWay() {
      return underWay;
    },
    loaded: (loaderId) => Promise.race([loadOf(loaderId).promise, kept.promise]),
    excess: excess.promise,
    [Symbol.dispose]: stop,
  };
};

interface PausedRequest {
  readonly requestId: string;
  readonly request: { readonly url: string };
  readonly resourceType: string;
  readonly frameId: string;
}
interface AttachedTarget {
  readonly sessionId: string;
  readonly targetInfo: { readonly targetId: string; readonly type: string };
}
interface RemoteObject {
  readonly value?: unknown;
  readonly description?: string;
}
interface Place {
  readonly url?: string;
  readonly lineNumber?: number;
}

const exceptionOf = (params: BrowserEvent['params']): PageError => {
  const { text, exception, stackTrace, ...place } = params['exceptionDetails'] as Place & {
    readonly text: string;
    readonly exception?: RemoteObject;
    readonly stackTrace?: { readonly callFrames: readonly Place[] };
  };
  const said = exception?.description ?? (exception && 'value' in exception ? String(exception.value) : text);
  return { source: 'script', text: firstLine(said), at: placeOf(stackTrace?.callFrames[0] ?? place) };
};

const consoleErrorOf = (params: BrowserEvent['params']): PageError => {
  const { args, stackTrace } = params as unknown as {
    readonly args: readonly RemoteObject[];
    readonly stackTrace?: { readonly callFrames: readonly Place[] };
  };
  const words = args.map(({ value, description }) => description ?? (value === undefined ? '' : String(value)));
  return { source: 'console', text: firstLine(words.join(' ')), at: placeOf(stackTrace?.callFrames[0] ?? {}) };
};

const firstLine = (text: string): string => (text.trim().split('\n', 1)[0] ?? '').slice(0, LONGEST_TEXT);

const placeOf = ({ url, lineNumber }: Place): string | null => {
  const address = URL.parse(url ?? '');
  if (address?.origin !== CHECKED_ORIGIN || lineNumber === undefined) return null;
  const path = address.pathname.slice(1);
  return `${path === '' ? 'the page' : path.slice(0, LONGEST_TEXT)}, line ${lineNumber + 1}`;
};

const hostOf = (url: string): string => URL.parse(url)?.host ?? url.slice(0, 100);
