import { describe, expect, it } from 'vitest';
import { freeName, intentOf, type Intent } from './intent.ts';

describe('freeName', () => {
  it('is the name while nobody has it', () => expect(freeName('Agency', ['Clean Blog'])).toBe('Agency'));
  it('counts on from what is taken, whatever the case', () =>
    expect(freeName('Clean Blog', ['clean blog', 'Clean Blog 2'])).toBe('Clean Blog 3'));
});

describe('intentOf', () => {
  const intent: Intent = { key: 'k', promptKey: 'p', name: 'Site', from: { starter: 'agency' }, prompt: '' };
  it('reads what was kept', () => expect(intentOf(JSON.stringify(intent))).toEqual(intent));
  it.each([null, '', 'null', '[]', '{"key":"k"}', '{"key":1,"promptKey":"p","name":"n","prompt":"","from":{}}'])(
    'reads %s as none',
    (text) => expect(intentOf(text)).toBeNull(),
  );
});
