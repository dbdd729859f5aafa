import { accessSync, constants } from 'node:fs';

const PLACES = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/usr/bin/google-chrome-stable',
  '/snap/bin/chromium',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
];

/** The browser's program, or a sentence that says why there is none and what to do. */
export type FoundChromium =
  { readonly type: 'found'; readonly program: string } | { readonly type: 'missing'; readonly why: string };

/** `named`: what PAGEWRIGHT_CHROMIUM says. It is looked for each time, so that one installed meanwhile is found. */
export const findChromium = (named: string | undefined, places: readonly string[] = PLACES): FoundChromium => {
  if (named !== undefined) {
    return runs(named)
      ? { type: 'found', program: named }
      : { type: 'missing', why: `PAGEWRIGHT_CHROMIUM names ${named}, which is no program that can be started.` };
  }
  const program = places.find(runs);
  return program === undefined
    ? {
        type: 'missing',
        why: 'No Chromium was found on the machine that checks. Install it (apt-get install chromium), or name one in PAGEWRIGHT_CHROMIUM.',
      }
    : { type: 'found', program };
};

const runs = (path: string): boolean => {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
};

/** A name under `.invalid` is nobody's (RFC 2606), so what reaches the network in spite of all goes nowhere. */
const NOWHERE = 'http://refused.invalid:1';

/** Webpages of the browser's own surface, which cost 150 MB each and are never seen. */
const UNSEEN = ['WebUIOmniboxPopup', 'WebUIOmniboxAimPopup', 'WebUIOmniboxFullPopup'];

/** How the browser is started: quiet, without a window, without a way to any network, and small. */
export const chromiumArguments = (profile: string): readonly string[] => [
  '--headless=new',
  '--remote-debugging-pipe',
  `--user-data-dir=${profile}`,
  `--proxy-server=${NOWHERE}`,
  // Without this, loopback addresses would not go through the proxy.
  '--proxy-bypass-list=<-loopback>',
  '--host-resolver-rules=MAP * ~NOTFOUND',
  '--webrtc-ip-handling-policy=disable_non_proxied_udp',
  '--disable-quic',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-domain-reliability',
  '--disable-sync',
  '--disable-extensions',
  '--disable-default-apps',
  '--disable-breakpad',
  '--disable-gpu',
  // On a machine that is busy its processes answer late: that is no reason to end them, and with them the browser.
  '--disable-gpu-watchdog',
  '--disable-gpu-process-crash-limit',
  '--disable-hang-monitor',
  '--disable-dev-shm-usage',
  `--disable-features=${UNSEEN.join(',')}`,
  '--js-flags=--max-old-space-size=256',
  '--renderer-process-limit=2',
  '--no-default-browser-check',
  '--no-first-run',
  '--password-store=basic',
  '--hide-scrollbars',
  '--mute-audio',
  'about:blank',
];
