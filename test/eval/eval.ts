import { writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { report, totalsOf } from './play/report.ts';
import { playAll } from './play/run.ts';
import { showAll } from './play/show.ts';

/**
 * `npm run eval`: plays every request of test/eval/requests and says how many went right.
 * `--no-browser` looks at no looks, `--json FILE` keeps the result, `--only frozen|open` plays one part, `--id PATTERN` and `--topic PATTERN` play
 * the requests whose name or topic fits, `--quiet` leaves the single failures out,
 * `--site FOLDER --requests FILE` plays requests of your own on a site of your own and shows what was done.
 */
const { values } = parseArgs({
  options: {
    json: { type: 'string' },
    only: { type: 'string' },
    id: { type: 'string' },
    topic: { type: 'string' },
    quiet: { type: 'boolean', default: false },
    'no-browser': { type: 'boolean', default: false },
    site: { type: 'string' },
    requests: { type: 'string' },
  },
});

if (values.site !== undefined && values.requests !== undefined) {
  for await (const line of showAll(values.site, values.requests)) console.log(line);
} else if (values.site !== undefined || values.requests !== undefined) {
  throw new Error('--site and --requests go together');
} else {
  const only = values.only === 'frozen' || values.only === 'open' ? values.only : undefined;
  const [idPattern, topicPattern] = [new RegExp(values.id ?? ''), new RegExp(`^(?:${values.topic ?? '.*'})$`)];
  const judged = await playAll(
    only,
    !values['no-browser'],
    (id, topic) => idPattern.test(id) && topicPattern.test(topic),
  );
  console.log(report(judged, { quiet: values.quiet }));
  if (values.json !== undefined) {
    const totals = {
      frozen: totalsOf(judged.filter(({ frozen }) => frozen)),
      open: totalsOf(judged.filter(({ frozen }) => !frozen)),
    };
    await writeFile(values.json, `${JSON.stringify({ totals, requests: judged }, null, 2)}\n`);
  }
}
