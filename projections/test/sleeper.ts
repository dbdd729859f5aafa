import { setTimeout as pause } from 'node:timers/promises';
import { openDatabase, startProjections } from '../src/index.ts';
import { ledger, noted } from './ledger.ts';
import { MemoryAnnouncements, MemoryLog, MemorySources } from './memory-log.ts';

/**
 * Projects a log of so many notes as a process that can be stopped: `sleeper.ts URL NOTES INSIDE STANDBY`. Says `inside`
 * in the transaction that writes the note INSIDE and stays in it for a moment, and each state that it comes to.
 */
const [url = '', notes = '', inside = '', standby = ''] = process.argv.slice(2);
const log = new MemoryLog();
for (let note = 1; note <= Number(notes); note += 1) log.add('note', 'n1', noted(String(note)));
startProjections({
  database: await openDatabase({ url }),
  feed: log,
  announcements: new MemoryAnnouncements(),
  sources: new MemorySources(),
  projections: [
    ledger({
      written: async (events) => {
        if (events[0]?.meta.position !== Number(inside)) return;
        process.stdout.write('inside\n');
        await pause(300);
      },
    }),
  ],
  standbyMs: Number(standby),
  maxBatch: 1,
  notify: ({ state }) => void process.stdout.write(`${state}\n`),
});
