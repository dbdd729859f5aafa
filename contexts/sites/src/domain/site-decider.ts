import { type Cause, type Caused, causeOf, type Decider, type Folded } from '@pagewright/kernel';
import type { SiteCommand } from '../commands/site-commands.ts';
import type { SiteEvent, SiteEventType } from '../events/site-events.ts';
import { askingEvolving, askingRules } from './asking.ts';
import { checkingEvolving, checkingRules } from './checking.ts';
import { clarifyingEvolving, clarifyingRules } from './clarifying.ts';
import { createSite, siteCreated } from './creating.ts';
import { endingEvolving } from './ending.ts';
import { markingEvolving, markingRules } from './marking.ts';
import { pointerEvolving, pointerRules } from './pointers.ts';
import { queueEvolving, queueRules } from './queue.ts';
import { refusal } from './refusals.ts';
import { reportRules } from './reports.ts';
import { requestingEvolving, requestingRules } from './requesting.ts';
import { removingEvolving, removingRules } from './removing.ts';
import { restoringRules } from './restoring.ts';
import type { Deciding, Evolving, SiteCommandOf, SiteCommandType, SiteEventIn } from './rules.ts';
import { runningEvolving, runningRules } from './running.ts';
import { settingsEvolving, settingsRules } from './settings.ts';
import type { ExistingSite, Site } from './site.ts';
import { stoppingEvolving, stoppingRules } from './stopping.ts';
import { undoingRules } from './undoing.ts';

/**
 * A site with its settings, its one queue of builds, its versions and its pointers.
 *
 * Life of a build: *waiting* → *running* (`BuildStarted`) → *succeeded*, *declined*, *rejected* or *failed*; from
 * running to *clarifying* and, answered, back to waiting at the front; from running to *stopping* and, the worker known
 * dead, *cancelled*; from waiting and clarifying straight to cancelled. At most one build runs or stops at a time.
 */
export const siteDecider: Decider<Site, SiteCommand, SiteEvent> = {
  stateVersion: 2,
  initialState: () => ({ status: 'none' }),
  decide: (command, site) =>
    command.type === 'CreateSite' ? createSite(command.data, site) : decideOpen(command, site),
  evolve: (site, event) => {
    if (event.type === 'SiteCreated') return site.status === 'none' ? siteCreated(event.data) : site;
    return site.status === 'none' ? site : evolveExisting(site, event);
  },
};

type OpenType = Exclude<SiteCommandType, 'CreateSite'>;
type LaterType = Exclude<SiteEventType, 'SiteCreated'>;

const rules: Deciding<OpenType> = {
  ...settingsRules,
  ...requestingRules,
  ...queueRules,
  ...runningRules,
  ...reportRules,
  ...clarifyingRules,
  ...stoppingRules,
  ...askingRules,
  ...pointerRules,
  ...restoringRules,
  ...checkingRules,
  ...undoingRules,
  ...markingRules,
  ...removingRules,
};

const evolving: Evolving<LaterType> = {
  ...settingsEvolving,
  ...requestingEvolving,
  ...queueEvolving,
  ...runningEvolving,
  ...clarifyingEvolving,
  ...stoppingEvolving,
  ...askingEvolving,
  ...endingEvolving,
  ...pointerEvolving,
  ...checkingEvolving,
  ...markingEvolving,
  ...removingEvolving,
};

const decideOpen = <Type extends OpenType>(command: SiteCommandOf<Type>, site: Site): readonly Caused<SiteEvent>[] => {
  if (site.status === 'none') throw refusal('unknown-site', `There is no site ${command.data.site}`);
  if (site.status === 'open') return rules[command.type](command.data, site);
  if (command.type === 'DeleteSite') return [];
  throw refusal('site-deleted', `Site ${site.name} was deleted; create a new one`);
};

const evolveExisting = <Type extends LaterType>(site: ExistingSite, event: Folded<SiteEventIn<Type>>): ExistingSite =>
  evolving[event.type](site, event.data, followOf(event));

const followOf = ({ meta }: Folded): Cause | null => (meta ? causeOf(meta) : null);
