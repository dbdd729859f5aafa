import { readFile } from 'node:fs/promises';
import { membersOf } from '../../spawners/process/process-identity.ts';

/** Linux counts processor time in hundredths of a second for every program (USER_HZ). */
const MS_PER_TICK = 10;

/** Milliseconds of processor time that the living members of a group have used; 0 where nobody can say. */
export const processorTimeOf = async (group: number): Promise<number> => {
  const times = await Promise.all((await membersOf(group)).map(ticksOf));
  return times.reduce((sum, ticks) => sum + ticks, 0) * MS_PER_TICK;
};

const ticksOf = async (pid: number): Promise<number> => {
  try {
    const stat = await readFile(`/proc/${pid}/stat`, 'utf8');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return Number(fields[11]) + Number(fields[12]);
  } catch {
    // It ended meanwhile.
    return 0;
  }
};
