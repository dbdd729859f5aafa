import { Kept } from '../../site/kept.ts';
import type { TurnHead } from '../../api/types.ts';

const preferences = new Kept(() => localStorage);
const NAME = 'tell-when-done';
/** A build shorter than this, in milliseconds, is over before anybody has gone anywhere. */
const LONG = 10_000;

/** Notifications of the browser for who is elsewhere when a long build ends; asked for only when somebody presses the bell. */
class Notices {
  /** Whether the person wants them, as far as the browser lets us. */
  on = $state(preferences.get(NAME) === 'yes' && permission() === 'granted');
  denied = $state(permission() === 'denied');
  readonly possible = permission() !== 'unknown';

  /** To be called by a gesture alone. */
  async toggle(): Promise<void> {
    const granted = this.on ? false : (await Notification.requestPermission()) === 'granted';
    this.on = granted;
    this.denied = permission() === 'denied';
    preferences.set(NAME, granted ? 'yes' : 'no');
  }

  /** Says how a build ended, if it took long and nobody looks. */
  ended(site: string, turn: TurnHead): void {
    const text = noticeOf(turn);
    if (!this.on || !document.hidden || text === null) return;
    const took = Date.parse(turn.endedAt ?? '') - Date.parse(turn.startedAt ?? '');
    if (!(took >= LONG)) return;
    const notice = new Notification(site, { body: text, tag: turn.build });
    notice.addEventListener('click', () => {
      window.focus();
      notice.close();
    });
  }
}

export const notices = new Notices();

/** The end of a build in a sentence; null while it goes on. */
export const noticeOf = ({ outcome }: Pick<TurnHead, 'outcome'>): string | null => {
  switch (outcome?.type) {
    case 'version':
      return `Version ${outcome.version} is built: ${outcome.summary}`;
    case 'question':
      return `The agent asks: ${outcome.question}`;
    case 'declined':
      return 'The agent could not do that. Nothing was changed.';
    case 'failed':
    case 'rejected':
      return `The build failed: ${outcome.message}`;
    default:
      return null;
  }
};

function permission(): NotificationPermission | 'unknown' {
  return 'Notification' in globalThis ? Notification.permission : 'unknown';
}
