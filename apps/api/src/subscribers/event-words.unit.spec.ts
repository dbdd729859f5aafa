import { describe, expect, it } from 'vitest';
import { wantedEvents, wordsOf } from './event-words.ts';

const known = [
  { kind: 'site', type: 'SiteCreated', version: 1 },
  { kind: 'site', type: 'SiteCreated', version: 2 },
  { kind: 'site', type: 'BuildFailed', version: 1 },
  { kind: 'deployment', type: 'VersionDeployed', version: 1 },
];
const read = (...words: string[]) => wantedEvents(words, { known, workspace: 'acme' }).map(wordsOf);

describe('The words for public events', () => {
  it('mean the newest version of a type, the one that is named, or all of a kind', () => {
    expect(read('site/SiteCreated', 'site/BuildFailed.v1')).toEqual(['site/SiteCreated.v2', 'site/BuildFailed.v1']);
    expect(read('acme/site/SiteCreated.v1', 'deployment/*')).toEqual(['site/SiteCreated.v1', 'deployment/*']);
  });

  it('let no event through twice', () => {
    expect(read('site/SiteCreated', 'site/*', 'site/SiteCreated.v2', 'site/*')).toEqual(['site/*']);
    expect(read('site/*', '*/*', 'deployment/VersionDeployed')).toEqual(['*/*']);
  });

  it.each([
    ['build/*', "There is no kind 'build', as in 'build/*': there are */*, site/*, site/SiteCreated.v1, "],
    ['site/Renamed', "There is no event 'site/Renamed': there are "],
    ['site/BuildFailed.v2', "There is no event 'site/BuildFailed.v2': there are "],
    ['deployment/SiteCreated', "There is no event 'deployment/SiteCreated': there are "],
    ['site/*.v1', "There is no event 'site/*.v1': there are "],
    ['*/SiteCreated', "There is no kind '*', as in '*/SiteCreated': there are "],
    ['other/site/SiteCreated', "'other/site/SiteCreated' is of no workspace here: the only one is acme"],
    ['>', "'>' is not written KIND/TYPE: there are "],
  ])('refuse %s and say what there is', (word, sentence) => {
    expect(() => read(word)).toThrow(sentence);
  });
});
