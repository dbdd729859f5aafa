/** What is shown where the site itself has nothing to show. The texts are ours: nothing from the request gets into it. */
export const plainPage = (title: string, sentence: string): Buffer =>
  Buffer.from(`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>${title}</title>
<style>
:root { color-scheme: light dark; font: 1rem/1.5 system-ui, sans-serif }
body { max-width: 32rem; margin: 20vh auto 0; padding: 0 1.5rem }
h1 { font-size: 1.5rem }
</style>
</head>
<body><h1>${title}</h1><p>${sentence}</p></body>
</html>
`);

export interface PlainAnswer {
  readonly status: number;
  readonly body: Buffer;
  /** Seconds until it is worth asking again. */
  readonly retryAfter?: number;
}

export const PAGES = {
  badRequest: {
    status: 400,
    body: plainPage('Bad request', 'This address cannot be read.'),
  },
  missing: {
    status: 404,
    body: plainPage('Page not found', 'There is nothing at this address.'),
  },
  nothingHere: {
    status: 404,
    body: plainPage('Nothing published yet', 'This site has been made, and nothing of it has been published so far.'),
  },
  noSuchVersion: {
    status: 404,
    body: plainPage('No such version', 'This site has no version with that number.'),
  },
  method: {
    status: 405,
    body: plainPage('Method not allowed', 'Pages here can be read, and nothing else.'),
  },
  gone: {
    status: 410,
    body: plainPage('Version gone', 'The files of this version are no longer kept. Newer versions are still there.'),
  },
  deleted: {
    status: 410,
    body: plainPage('Version deleted', 'This version of the site was deleted. Other versions are still there.'),
  },
  unknownHost: {
    status: 421,
    body: plainPage('No site here', 'No site is served under this name.'),
  },
  broken: {
    status: 500,
    body: plainPage(
      'This page cannot be shown',
      'Its files could not be read. The operator finds the reason in the log.',
    ),
  },
  disabled: {
    status: 503,
    body: plainPage('Not available', 'This site has been switched off by its owner.'),
    retryAfter: 300,
  },
  starting: {
    status: 503,
    body: plainPage('Just starting', 'This host has just been started. Try again in a moment.'),
    retryAfter: 1,
  },
} as const satisfies Record<string, PlainAnswer>;
