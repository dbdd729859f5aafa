import { digestOf, getBytes } from '@pagewright/artifacts';
import { causeOf, isRefusal, KeyErased, type Sealed } from '@pagewright/kernel';
import { headOf, type SiteCommand } from '@pagewright/sites';
import { type ActivityBlob, sha256Of, storeActivity, storeBlob } from './activity-log.ts';
import type { Attempt, AttemptTools, Ended, Outcome } from './attempt.ts';
import { partialOf, toBeJudged } from './judging.ts';
import { originsOf } from './origins.ts';
import { TenureLost } from './tenure.ts';
import { sealIfPossible, sealing, UNCHANGED } from './words.ts';

/** Makes the command that a settled outcome is reported by. */
type Make = (common: Common) => SiteCommand;
interface Common {
  readonly site: Attempt['tenure']['site'];
  readonly build: Attempt['build']['build'];
  readonly attempt: number;
  readonly fencingToken: Attempt['tenure']['token'];
  readonly now: string;
  readonly activity: ActivityBlob;
}

/**
 * Stores everything that the ending event will name, then appends it. A stop that came first turns every outcome into
 * a cancelled build which keeps what was made; an attempt that is not ours any more changes nothing.
 */
export const report = async (tools: AttemptTools, attempt: Attempt, outcome: Outcome): Promise<Ended> => {
  try {
    return await append(tools, attempt, await commandFor(tools, attempt, outcome));
  } catch (raw) {
    if (raw instanceof TenureLost) return 'lost';
    if (raw instanceof KeyErased) return report(tools, attempt, NOT_SAYABLE);
    if (!isRefusal(raw)) throw raw;
    switch (raw.code) {
      case 'stop-requested':
        return report(tools, attempt, { type: 'stopped', partial: outcome.type === 'made' ? outcome.artifact : null });
      case 'no-change':
        return report(tools, attempt, { type: 'declined', message: UNCHANGED, suggestions: [] });
      case 'wrong-tree':
        return report(tools, attempt, { type: 'failed', reason: 'agent', message: raw.message });
      case 'stale-attempt':
      case 'stale-token':
      case 'site-deleted':
      case 'unknown-site':
        return 'lost';
      default:
        throw raw;
    }
  }
};

/** Once the site's key is gone nothing of the build can be told. */
const NOT_SAYABLE: Outcome = { type: 'failed', reason: 'agent', message: '' };

const append = async (tools: AttemptTools, attempt: Attempt, make: Make): Promise<Ended> => {
  const { tenure, started, build } = attempt;
  const activity = await storeActivity(tools, build.build, build.attempt - build.tries);
  const address = { site: tenure.site, build: build.build, attempt: build.attempt, fencingToken: tenure.token };
  await tenure.send((now) => make({ ...address, now, activity }), causeOf(started.meta));
  return 'ended';
};

const commandFor = async (tools: AttemptTools, attempt: Attempt, outcome: Outcome): Promise<Make> => {
  const seal = sealing(tools.sealer, attempt.tenure.site);
  switch (outcome.type) {
    case 'made':
      return completed(tools, attempt, outcome, seal);
    case 'declined': {
      const [message, ...suggestions] = await sealAll(seal, [outcome.message, ...outcome.suggestions]);
      return (common) => ({ type: 'DeclineBuild', data: { ...common, message, suggestions } });
    }
    case 'asked': {
      const [question, ...choices] = await sealAll(seal, [outcome.question, ...outcome.choices]);
      return (common) => ({ type: 'AskClarification', data: { ...common, question, choices } });
    }
    case 'rejected':
      return rejected(tools, outcome, seal);
    case 'failed': {
      const message = await sealIfPossible(seal, outcome.message);
      return (common) => ({ type: 'FailBuild', data: { ...common, reason: outcome.reason, message } });
    }
    case 'stopped': {
      const partial = await partialOf(tools, outcome.partial);
      return (common) => ({ type: 'ConfirmCancelled', data: { ...common, partial } });
    }
  }
};

type Seal = (text: string) => Promise<Sealed>;

const sealAll = (seal: Seal, [first, ...rest]: readonly [string, ...string[]]): Promise<[Sealed, ...Sealed[]]> =>
  Promise.all([seal(first), ...rest.map(seal)]);

const completed = async (
  tools: AttemptTools,
  attempt: Attempt,
  made: Extract<Outcome, { type: 'made' }>,
  seal: Seal,
): Promise<Make> => {
  const head = headOf(attempt.site);
  const [archive, source, origins] = await Promise.all([
    getBytes(tools.artifacts, digestOf(made.artifact.digest)),
    head && getBytes(tools.artifacts, digestOf(head.artifact.digest)),
    originsOf(tools.artifacts, attempt),
  ]);
  const verdict = await tools.verifier.verify(toBeJudged(attempt, made, { archive, source, origins }, tools.now()));
  switch (verdict.type) {
    case 'sound': {
      if (verdict.blame) await storeBlob(tools.artifacts, verdict.blame);
      const manifest = await storeBlob(tools.artifacts, verdict.manifest);
      const summary = await seal(made.summary);
      const { counts } = verdict;
      const tree = sha256Of(verdict.tree);
      const files = { tree, artifact: made.artifact, manifest: { digest: manifest.digest }, counts };
      return (common) => ({ type: 'CompleteBuild', data: { ...common, ...files, summary } });
    }
    case 'unchanged': {
      const message = await seal(UNCHANGED);
      return (common) => ({ type: 'DeclineBuild', data: { ...common, message, suggestions: [] } });
    }
    case 'unsafe': {
      const { finding } = verdict;
      return rejected(tools, { reason: 'unsafe-archive', message: finding.message, findings: [finding] }, seal);
    }
    case 'refused': {
      const { findings } = verdict;
      const message = findings[0]?.message ?? 'The static checks refused the result.';
      return rejected(tools, { reason: 'checks', message, findings }, seal);
    }
  }
};

const rejected = async (
  tools: AttemptTools,
  { reason, message: why, findings: found }: Omit<Extract<Outcome, { type: 'rejected' }>, 'type'>,
  seal: Seal,
): Promise<Make> => {
  const { digest } = await storeBlob(tools.artifacts, JSON.stringify(found));
  const findings = { digest, count: found.length };
  const message = await seal(why);
  return (common) => ({ type: 'RejectBuild', data: { ...common, reason, findings, message } });
};
