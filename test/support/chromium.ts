import { existsSync } from 'node:fs';
import { chromium as engine, type Browser } from 'playwright-core';

const PLACES = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];

/** It talks to the pages of the tests and to nothing else. */
const QUIET = [
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** The system's Chromium, headless; PAGEWRIGHT_CHROMIUM names another one. */
export const chromium = async (): Promise<Browser> => {
  const executablePath = [process.env['PAGEWRIGHT_CHROMIUM'], ...PLACES].find((place) => place && existsSync(place));
  if (!executablePath)
    throw new Error('Chromium is needed: apt-get install chromium, or name one in PAGEWRIGHT_CHROMIUM');
  // The sandbox cannot be set up by root; the pages that are opened here are our own.
  const root = process.getuid?.() === 0 ? ['--no-sandbox'] : [];
  return engine.launch({ executablePath, headless: true, args: [...root, ...QUIET] });
};
