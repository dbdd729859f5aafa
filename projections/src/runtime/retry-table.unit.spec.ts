import { HistoryLost, StoreUnavailable, position } from '@pagewright/kernel';
import { describe, expect, it } from 'vitest';
import { DatabaseError, faultOf } from '../database/database-error.ts';
import { delayOf, isEnvironment, ruleFor } from './retry-table.ts';

const ofCode = (code: string): DatabaseError =>
  new DatabaseError({ code, reason: undefined, constraint: undefined }, '');
const pgError = (code: string, message: string) => Object.assign(new Error(message), { code, severity: 'ERROR' });

describe('the table of what is retryable', () => {
  it.each([
    ['a lost connection', ofCode('connection')],
    ['a server that shuts down', ofCode('57P01')],
    ['a deadlock', ofCode('40P01')],
    ['a full disk', ofCode('53100')],
    ['a store that cannot be reached', new StoreUnavailable('no leader')],
    ['a refused connection', Object.assign(new Error('connect'), { code: 'ECONNREFUSED' })],
  ])('waits for %s as long as it takes', (_what, fault) => expect(isEnvironment(fault)).toBe(true));

  it.each([
    ['a lost history', new HistoryLost('x', position(2), position(1))],
    ['altered sealed text', Object.assign(new Error('tag'), { name: 'SealBroken' })],
  ])('never repeats over %s', (_what, fault) => expect(ruleFor(fault).attempts).toBe(0));

  it.each([
    ['a row that breaks a constraint', ofCode('23505')],
    ['a missing file', Object.assign(new Error('open'), { code: 'ENOENT' })],
    ['what nobody thought of', 'a string'],
  ])('repeats a few times over %s', (_what, fault) => {
    expect(ruleFor(fault).attempts).toBeGreaterThan(0);
    expect(isEnvironment(fault)).toBe(false);
  });

  it('doubles the delay up to a cap, with at most a quarter of jitter', () => {
    const rule = { attempts: 9, firstDelayMs: 100, longestDelayMs: 1_000 };
    expect([1, 2, 3, 9].map((attempt) => delayOf(rule, attempt, () => 0))).toEqual([100, 200, 400, 1_000]);
    expect(delayOf(rule, 9, () => 1)).toBe(750);
  });
});

describe('what is told of a driver’s error', () => {
  it('keeps a message only where it can hold no value', () => {
    expect(faultOf(pgError('22P02', 'invalid input syntax for type integer: "hunter2"')).reason).toBeUndefined();
    expect(faultOf(pgError('23505', 'duplicate key')).reason).toBeUndefined();
    expect(faultOf(pgError('42P01', 'relation "x" does not exist')).reason).toBe('relation "x" does not exist');
  });

  it.each([
    new Error('Connection terminated unexpectedly'),
    Object.assign(new Error('write'), { code: 'EPIPE' }),
    new Error('Client has encountered a connection error and is not queryable'),
  ])('calls a lost connection one: %s', (raw) => expect(faultOf(raw).code).toBe('connection'));

  it('shortens long SQL', () => {
    const fault = new DatabaseError({ code: '42601', reason: undefined, constraint: undefined }, 'x'.repeat(10_000));
    expect(fault.message.length).toBeLessThan(500);
  });
});
