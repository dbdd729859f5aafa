import type { FrameLocator, Page } from 'playwright-core';
import { packTree } from '../../contexts/artifacts/src/index.ts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { UNCHECKED } from '../story/installation.ts';
import { Person, type Site, visit } from '../story/person.ts';
import { treeOf } from '../support/hosted-versions.ts';
import { waitFor } from '../support/wait-for.ts';
import { LOOKS, barriers, logIn, picture, register, stage, type Stage } from './stage.ts';

const HOME = `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>Fjord Rooms</title><link rel="stylesheet" href="css/site.css"></head>
<body>
<nav><a href="about.html">About us</a> <a href="https://example.org/elsewhere">Elsewhere</a></nav>
<h1 class="big">Quiet rooms by the fjord</h1>
<p id="lead">Made by four people in Bergen &amp; Oslo.</p>
<img src="pictures/one.svg" alt="A boat" width="200" height="100">
<div id="made"></div>
<form action="/send"><button>Send us a letter</button></form>
<script src="js/site.js"></script>
</body></html>
`;
const FILES = {
  'index.html': HOME,
  'about.html': '<!doctype html><title>About</title><h1>About us</h1><p><a href="index.html">Home</a></p>',
  'broken.html':
    '<!doctype html><title>Broken</title><h1>Broken</h1><script>nothing.here()</script><img src="gone.png">',
  'hostile.html': `<!doctype html><title>Hostile</title><h1>Hostile</h1><script>
    alert('hello'); window.open('https://example.org/'); try { top.location = 'https://example.org/' } catch {}
    const forged = { pagewright: 1, type: 'picked', file: 'index.html', start: 0, end: 5, near: null, tag: 'h1',
      text: '<img src=x onerror=alert(1)>', rect: { left: 0, top: 0, width: 1, height: 1 }, editableText: null, image: null,
      styles: { color: '', backgroundColor: '', fontSize: '', padding: '', margin: '' }, madeBy: null };
    parent.postMessage(forged, '*');
    parent.postMessage({ pagewright: 1, type: 'publish' }, '*');
    try { parent.document.title = 'taken' } catch {}
  </script>`,
  'flood.html': `<!doctype html><title>Flood</title><h1>Flood</h1><script>
    setInterval(() => { for (let n = 0; n < 20; n += 1) parent.postMessage({ pagewright: 1, type: 'form' }, '*') }, 5)
  </script>`,
  'loop.html': '<!doctype html><title>Loop</title><h1>Loop</h1><script>for (;;) {}</script>',
  'css/site.css': 'body { font: 18px/1.5 Georgia, serif; margin: 40px } h1 { color: #223344 }',
  'js/site.js':
    "const made = document.createElement('b');\nmade.textContent = 'Made here';\n\ndocument.getElementById('made').append(made);\n",
  'pictures/one.svg':
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 2 1"><rect width="2" height="1" fill="#6a8"/></svg>',
  'pictures/two.svg':
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 2 1"><rect width="2" height="1" fill="#a68"/></svg>',
};

let theatre: Stage;
let page: Page;
let complaints: readonly string[];
let site: string;
let frame: FrameLocator;

beforeAll(async () => {
  theatre = await stage(UNCHECKED);
  ({ page, complaints } = await theatre.visitor());
  await register(page, theatre);
  const ingrid = new Person(theatre.house.port);
  await ingrid.logIn('ingrid@example.org');
  const upload = await ingrid.demand<{ digest: string }>(
    'POST',
    '/api/uploads',
    new Uint8Array(await packTree(treeOf(FILES))),
  );
  site = await createdFrom(ingrid, upload.digest);
  await page.goto(`/sites/${site}`);
  frame = shownIn(page);
  await frame.getByRole('heading', { name: 'Quiet rooms' }).waitFor();
}, 300_000);
afterAll(() => theatre[Symbol.asyncDispose]());

/** A busy machine may answer that it was accepted and cannot be read yet. */
const createdFrom = async (person: Person, upload: string): Promise<string> => {
  await person.createSite('Fjord Rooms', { upload }).catch(() => undefined);
  const mine = async () => (await person.demand<{ items: Site[] }>('GET', '/api/sites')).items[0];
  await waitFor(async () => (await mine())?.preview?.state === 'live', {
    timeout: 120_000,
    what: 'the site to be there',
  });
  return (await mine())?.id ?? '';
};
const shownIn = (where: Page): FrameLocator => where.frameLocator('section[aria-label="Preview"] iframe').last();
/** A page that is not shrunk: the browser's driver aims beside what lies in a shrunk frame. */
const lifeSize = (where: Page): Promise<void> => where.getByTitle('Phone, 390 px').click();
const pickButton = () => page.getByRole('button', { name: 'Pick an element' });
const panel = () => page.getByRole('region', { name: 'Edit the page' });
const path = () => page.getByRole('button', { name: /^Page .*, choose another$/ });
const goTo = async (to: string): Promise<void> => {
  await path().click();
  await page.getByRole('menuitem', { name: to, exact: true }).click();
};
const padding = (): Promise<string> =>
  frame.locator('#lead').evaluate((node) => node.ownerDocument.defaultView?.getComputedStyle(node).padding ?? '');
const composer = () => page.getByLabel('What should change next?');
const served = async (file: string): Promise<string> => {
  const { urls } = await (async () => {
    const ingrid = new Person(theatre.house.port);
    await ingrid.logIn('ingrid@example.org');
    return ingrid.site(site);
  })();
  return (await visit(theatre.house.sitesPort, new URL(urls.preview).hostname, file)).body.toString();
};

describe('the preview as a place to work', () => {
  beforeAll(() => lifeSize(page));

  it('follows links, and goes back and forward by itself', async () => {
    await frame.getByRole('link', { name: 'About us' }).click();
    await frame.getByRole('heading', { name: 'About us' }).waitFor();
    await page.getByRole('button', { name: 'Page /about.html, choose another' }).waitFor();
    await page.getByRole('button', { name: 'Back', exact: true }).click();
    await frame.getByRole('heading', { name: 'Quiet rooms' }).waitFor();
    await page.getByRole('button', { name: 'Forward' }).click();
    await frame.getByRole('heading', { name: 'About us' }).waitFor();
    await goTo('/');
    await frame.getByRole('heading', { name: 'Quiet rooms' }).waitFor();
  });

  it('says of a link that leaves the site, and of a form, that they are not followed', async () => {
    await frame.getByRole('link', { name: 'Elsewhere' }).click();
    await page.getByText('https://example.org/elsewhere').waitFor();
    await page.getByRole('button', { name: 'Dismiss' }).click();
    await frame.getByRole('button', { name: 'Send us a letter' }).click();
    await page.getByText('Forms are not sent from the preview.').waitFor();
    await page.getByRole('button', { name: 'Dismiss' }).click();
  });

  it('shows the page at a width that is chosen or dragged', async () => {
    const edge = page.getByRole('separator', { name: 'Width of the page in pixels' });
    expect(await edge.getAttribute('aria-valuenow')).toBe('390');
    await edge.press('ArrowRight');
    expect(await edge.getAttribute('aria-valuenow')).toBe('400');
    await expect.poll(() => frame.locator('html').evaluate((html) => html.clientWidth)).toBe(400);
    await page.getByTitle('Desktop, 1280 px').click();
    expect(await edge.getAttribute('aria-valuenow')).toBe('1280');
    await lifeSize(page);
  });

  it('picks an element with the pointer into the message, and tells what made it', async () => {
    await pickButton().click();
    await frame.getByText('Made here').click();
    await panel().getByText('js/site.js, line 1').waitFor();
    await frame.getByRole('heading', { name: 'Quiet rooms' }).click();
    await panel().getByRole('button', { name: 'In your message' }).waitFor();
    await picture(page, 'editor-picked-1440-light');
    expect(await barriers(page)).toEqual([]);
    await page.keyboard.press('Escape');
    await pickButton().waitFor();
  });

  it('picks an element with the keyboard alone', async () => {
    await panel().getByRole('button', { name: 'Close this panel' }).click();
    await pickButton().focus();
    await page.keyboard.press('Enter');
    const hovered = page.getByRole('status').locator('b');
    await hovered.getByText('nav', { exact: true }).waitFor();
    for (const tag of ['a', 'a', 'h1', 'p']) {
      await page.keyboard.press('ArrowDown');
      await hovered.getByText(tag, { exact: true }).waitFor();
    }
    await page.keyboard.press('Enter');
    await panel().getByRole('heading', { name: 'Made by four people' }).waitFor();
    await page.keyboard.press('Escape');
    await pickButton().waitFor();
  });

  it('edits text, colour, space and picture in place, undoes the last, and keeps them while one is elsewhere', async () => {
    await panel().getByLabel('Text').fill('Made by five people.');
    await frame.getByText('Made by five people.').waitFor();
    await panel().getByLabel('Colour').fill('#aa0000');
    await panel().getByLabel('Space inside').fill('12 24');
    await waitFor(async () => (await padding()) === '12px 24px', { what: 'the space to be shown' });
    await panel().getByText('3 edits not saved').waitFor();
    await panel().getByRole('button', { name: 'Undo last' }).click();
    await panel().getByText('2 edits not saved').waitFor();
    await expect.poll(padding).toBe('0px');

    await pickButton().click();
    await frame.getByAltText('A boat').click();
    await page.keyboard.press('Escape');
    await panel().getByLabel('Image').selectOption('pictures/two.svg');
    await panel().getByText('3 edits not saved').waitFor();
    await picture(page, 'editor-edits-1440-light');
    expect(await barriers(page)).toEqual([]);

    await page.getByRole('link', { name: 'Versions', exact: true }).click();
    await page.getByRole('link', { name: 'Chat', exact: true }).click();
    await panel().getByText('3 edits not saved').waitFor();
    await frame.getByText('Made by five people.').waitFor();
    await lifeSize(page);
  });

  it('saves them as one build that touches nothing else', async () => {
    await panel().getByRole('button', { name: 'Save' }).click();
    await page.getByRole('article').getByText('Version 2', { exact: true }).waitFor({ timeout: 60_000 });
    await waitFor(async () => (await served('/')).includes('five people'), { what: 'version 2 to be served' });
    expect(await served('/')).toBe(
      HOME.replace(
        '<p id="lead">Made by four people in Bergen &amp; Oslo.',
        '<p style="color: #aa0000" id="lead">Made by five people.',
      ).replace('pictures/one.svg', 'pictures/two.svg'),
    );
    expect(await panel().count()).toBe(0);
    const saved = page.getByRole('article').last();
    await saved.getByRole('button', { name: 'Undo' }).waitFor();
    expect(await saved.getByRole('button', { name: 'Retry' }).count()).toBe(0);
    await picture(page, 'editor-saved-1440-light');
  });

  it('quotes what a page reports, and puts it into the composer when asked, without sending it', async () => {
    await goTo('/broken.html');
    await page.getByText('This page reports 2 errors').waitFor();
    await picture(page, 'editor-errors-1440-light');
    await page.getByRole('button', { name: 'Fix it' }).click();
    const asked = await composer().inputValue();
    expect(asked).toContain('The page broken.html reports these errors. Please fix it.');
    expect(asked).toContain('> ');
    expect(await page.getByRole('article').count()).toBe(2);
    await page.getByRole('button', { name: 'Dismiss' }).click();
    await composer().fill('');
  });

  it('tells why an element is as it is', async () => {
    await goTo('/');
    await pickButton().click();
    await frame.getByText('Made by five people.').click();
    await page.keyboard.press('Escape');
    await panel().getByRole('button', { name: 'Why is this here?' }).click();
    await panel().getByText('Its words').waitFor();
    await panel().getByRole('link', { name: 'Version 2' }).first().waitFor();
    await picture(page, 'editor-why-1440-light');
    expect(await barriers(page)).toEqual([]);
    await panel().getByRole('button', { name: 'Close this panel' }).click();
  });

  it('shows what the version changed, line by line', async () => {
    await page.getByRole('tab', { name: /Changes/ }).click();
    await page.getByTitle('Show what changed in index.html').click();
    await page.getByRole('region', { name: 'Changes of index.html' }).getByText('Made by five people.').waitFor();
    await picture(page, 'editor-changes-1440-light');
    expect(await barriers(page)).toEqual([]);
    await page.getByRole('tab', { name: 'Preview' }).click();
    await lifeSize(page);
  });

  it('shows the files of the version with their source', async () => {
    await page.getByRole('tab', { name: 'Code' }).click();
    await page.getByRole('button', { name: 'site.css' }).click();
    await page.getByLabel('Source of css/site.css').getByText('#223344').waitFor();
    // Coloured beside the page, which its content security policy must allow.
    await page.locator('pre span[style*="--code-token"]').first().waitFor();
    await picture(page, 'editor-code-1440-light');
    expect(await barriers(page)).toEqual([]);
    await page.getByRole('tab', { name: 'Publish' }).click();
    await page.getByRole('button', { name: 'Publish version 2' }).waitFor();
    await picture(page, 'editor-publish-1440-light');
    await page.getByRole('tab', { name: 'Preview' }).click();
    await frame.getByRole('heading', { name: 'Quiet rooms' }).waitFor();
  });
});

describe('a hostile page in the preview', () => {
  const isUnharmed = async (): Promise<void> => {
    expect(new URL(page.url()).pathname).toBe(`/sites/${site}`);
    expect(await page.title()).toContain('Fjord Rooms');
    expect(page.context().pages()).toHaveLength(1);
    await composer().fill('Still mine');
    expect(await composer().inputValue()).toBe('Still mine');
    await composer().fill('');
  };

  it('opens no window, asks nothing, leads nowhere and picks nothing', async () => {
    const dialogs: string[] = [];
    page.on('dialog', (dialog) => {
      dialogs.push(dialog.message());
      void dialog.dismiss();
    });
    await goTo('/hostile.html');
    await frame.getByRole('heading', { name: 'Hostile' }).waitFor();
    await isUnharmed();
    expect(dialogs).toEqual([]);
    expect(await panel().count()).toBe(0);
  });

  it('is stopped when it sends without end', async () => {
    await goTo('/flood.html');
    await page.getByText('This page was stopped').waitFor({ timeout: 30_000 });
    await isUnharmed();
    await goTo('/');
    await frame.getByRole('heading', { name: 'Quiet rooms' }).waitFor();
  });

  it('may loop for ever without holding the app', async () => {
    await goTo('/loop.html');
    await isUnharmed();
    await page.getByText('This page was stopped').waitFor({ timeout: 30_000 });
    await isUnharmed();
    await goTo('/');
    await frame.getByRole('heading', { name: 'Quiet rooms' }).waitFor({ timeout: 30_000 });
    await isUnharmed();
  });
});

describe('the editor', () => {
  it('complains of nothing in the console', () => {
    const own = complaints.filter((words) => words !== 'nothing is not defined');
    expect(own).toEqual([]);
  });

  it('looks right in the dark and on a phone', async () => {
    for (const [width, dark] of LOOKS) {
      const other = await theatre.visitor({ width, dark });
      await logIn(other.page);
      await other.page.goto(`/sites/${site}`);
      if (width === 390) await other.page.getByText('Preview', { exact: true }).first().click();
      else await lifeSize(other.page);
      const inside = shownIn(other.page);
      await inside.getByRole('heading', { name: 'Quiet rooms' }).waitFor();
      await other.page.getByRole('button', { name: 'Pick an element' }).click();
      await inside.getByRole('heading', { name: 'Quiet rooms' }).click();
      const here = other.page.getByRole('region', { name: 'Edit the page' });
      await here.getByLabel('Text').fill('Quiet rooms by the sea');
      await here.getByText('1 edit not saved').waitFor();
      await picture(other.page, `editor-edits-${width}-${dark ? 'dark' : 'light'}`);
      expect(await barriers(other.page)).toEqual([]);
      await other.page.getByRole('button', { name: 'Stop picking' }).click();
      await here.getByRole('button', { name: 'Discard' }).click();
      await other.context.close();
    }
  });
});
