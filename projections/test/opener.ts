import { sql } from 'kysely';
import { openDatabase } from '../src/index.ts';

/**
 * A process of its own that opens a folder: `opener.ts <folder> hold` says `open` and keeps it; `… write` also writes
 * pairs of rows, one pair a transaction, and says the number of each that was committed.
 */
const [, , dataDir, mode] = process.argv;
if (dataDir === undefined) throw new Error('which folder?');
try {
  const { db } = await openDatabase({ dataDir });
  process.stdout.write('open\n');
  if (mode === 'write') {
    await sql`create table if not exists pair (half text, number int)`.execute(db);
    for (let number = 1; ; number += 1) {
      await db.transaction().execute(async (trx) => {
        await sql`insert into pair values ('left', ${number})`.execute(trx);
        await sql`insert into pair values ('right', ${number})`.execute(trx);
      });
      process.stdout.write(`${number}\n`);
    }
  }
  // Held by the worker thread until somebody ends this process.
} catch (error) {
  process.stdout.write(`${error instanceof Error ? `${error.name}: ${error.message}` : String(error)}\n`);
  process.exit(3);
}
