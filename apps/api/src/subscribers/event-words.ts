import type { PublicEventsWanted } from '@pagewright/broker';
import type { PublicEventDefinition } from '@pagewright/kernel';

/** The words name no event that there is; the message lists those that there are. */
export class UnknownEvents extends Error {
  override readonly name = 'UnknownEvents';
}

type Known = readonly Pick<PublicEventDefinition, 'kind' | 'type' | 'version'>[];

const SHAPE = /^(?:([^/]+)\/)?([^/]+)\/([^/.]+)(?:\.v([1-9]\d{0,3}))?$/;

/**
 * Which events are meant by words such as `site/VersionPromoted`, `site/VersionPromoted.v2` or `deployment/*`, with the
 * workspace before them or not; two stars are all. A type without its version is its newest one, so that an event does not
 * come twice when it gets another; a star takes all versions, those of later too. No two of the answer let the same event
 * through.
 * @throws UnknownEvents
 */
export const wantedEvents = (
  words: readonly string[],
  { known, workspace }: { known: Known; workspace: string },
): readonly PublicEventsWanted[] => {
  const wanted = words.map((word) => readWord(word, known, workspace));
  const unique = [...new Map(wanted.map((each) => [wordsOf(each), each])).values()];
  return unique.filter((each) => !unique.some((other) => other !== each && covers(other, each)));
};

/** `site/VersionPromoted.v1`, as `wantedEvents` reads it. */
export const wordsOf = ({ kind = '*', type = '*', version }: PublicEventsWanted): string =>
  `${kind}/${type}${version === undefined ? '' : `.v${version}`}`;

const readWord = (word: string, known: Known, workspace: string): PublicEventsWanted => {
  const [, named = workspace, kind = '', type = '', numbered] = SHAPE.exec(word) ?? [];
  if (kind === '') throw new UnknownEvents(`'${word}' is not written KIND/TYPE: there are ${allOf(known)}`);
  if (named !== workspace) throw new UnknownEvents(`'${word}' is of no workspace here: the only one is ${workspace}`);
  if (kind === '*' && type === '*') return { workspace };
  if (!known.some((event) => event.kind === kind)) {
    throw new UnknownEvents(`There is no kind '${kind}', as in '${word}': there are ${allOf(known)}`);
  }
  if (type === '*' && numbered === undefined) return { workspace, kind };
  const versions = known.flatMap((event) => (event.kind === kind && event.type === type ? [event.version] : []));
  const version = numbered === undefined ? Math.max(...versions) : Number(numbered);
  if (!versions.includes(version)) throw new UnknownEvents(`There is no event '${word}': there are ${allOf(known)}`);
  return { workspace, kind, type, version };
};

const covers = (wide: PublicEventsWanted, narrow: PublicEventsWanted): boolean =>
  wide.type === undefined && (wide.kind === undefined || (wide.kind === narrow.kind && narrow.type !== undefined));

const allOf = (known: Known): string =>
  [
    '*/*',
    ...[...new Set(known.map(({ kind }) => kind))].flatMap((kind) => [
      `${kind}/*`,
      ...known.filter((event) => event.kind === kind).map((event) => wordsOf({ ...event, workspace: '' })),
    ]),
  ].join(', ');
