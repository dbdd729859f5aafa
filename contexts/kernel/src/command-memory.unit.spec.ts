import { describe, expect, it } from 'vitest';
import { CommandMemory } from './command-memory.ts';
import type { Actor, CommandDigest, CommandId, EventId, Position, Recorded, StreamName } from './message.ts';

const HOUR = 60 * 60 * 1_000;
const event = (command: string, position: number, time: number): Recorded => ({
  type: 'Happened',
  data: {},
  meta: {
    id: `${command}:0` as EventId,
    stream: 'ledger.a' as StreamName,
    position: position as Position,
    aggregateVersion: position,
    schemaVersion: 1,
    time: new Date(time).toISOString(),
    commandId: command as CommandId,
    commandDigest: 'digest' as CommandDigest,
    correlationId: 'x',
    causationId: 'x',
    actor: 'anonymous' as Actor,
  },
});

describe('the memory for commands', () => {
  it('knows every event of a command', () => {
    const memory = new CommandMemory();
    for (const position of [3, 4, 9]) memory.record(event('c', position, 0));
    expect(memory.find('c' as CommandId)).toMatchObject({ id: 'c', positions: [3, 4, 9] });
    expect(memory.find('other' as CommandId)).toBeUndefined();
  });

  it('is made anew from all that it knows, and forgets in the same order', () => {
    const memory = new CommandMemory();
    for (let index = 0; index < 1_000; index += 1) memory.record(event(`c${index}`, index + 1, 0));
    const again = new CommandMemory(memory.all());
    again.record(event('later', 1_001, 49 * HOUR));
    expect(again.find('c0' as CommandId)).toBeUndefined();
    expect(again.find('c1' as CommandId)).toEqual(memory.find('c1' as CommandId));
    expect(memory.find('c0' as CommandId)).toBeDefined();
  });

  it('keeps the last thousand however old they are', () => {
    const memory = new CommandMemory();
    for (let index = 0; index < 1_000; index += 1) memory.record(event(`c${index}`, index + 1, index * HOUR));
    expect(memory.find('c0' as CommandId)).toBeDefined();
  });

  it('forgets, above a thousand, what is more than two days before the newest', () => {
    const memory = new CommandMemory();
    memory.record(event('old', 1, 0));
    for (let index = 0; index < 1_500; index += 1) memory.record(event(`c${index}`, index + 2, 49 * HOUR));
    expect(memory.find('old' as CommandId)).toBeUndefined();
    expect(memory.find('c0' as CommandId)).toBeDefined();
    expect(memory.find('c1499' as CommandId)).toBeDefined();
  });

  it('keeps more than a thousand within two days', () => {
    const memory = new CommandMemory();
    for (let index = 0; index < 3_000; index += 1) memory.record(event(`c${index}`, index + 1, index));
    expect(memory.find('c0' as CommandId)).toBeDefined();
  });
});
