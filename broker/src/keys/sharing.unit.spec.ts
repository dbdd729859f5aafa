import { describe, expect, it } from 'vitest';
import { sharing } from './sharing.ts';

describe('those who ask', () => {
  const asked: string[] = [];
  const find = sharing(async (name) => {
    asked.push(name);
    if (name === 'broken') throw new Error('no answer');
    return asked.length;
  });

  it('at once share one question for each thing', async () => {
    asked.length = 0;
    const answers = await Promise.all(['a', 'b', 'a', 'a', 'b'].map(find));
    expect(asked).toEqual(['a', 'b']);
    expect(answers).toEqual([1, 2, 1, 1, 2]);
  });

  it('while a question is under way have one of their own', async () => {
    asked.length = 0;
    const first = find('a');
    await Promise.resolve();
    expect(asked).toEqual(['a']);
    const second = find('a');
    expect(await Promise.all([first, second])).toEqual([1, 2]);
  });

  it('after one that failed ask again', async () => {
    asked.length = 0;
    await expect(Promise.all([find('broken'), find('broken')])).rejects.toThrow('no answer');
    await expect(find('broken')).rejects.toThrow('no answer');
    expect(asked).toEqual(['broken', 'broken']);
  });
});
