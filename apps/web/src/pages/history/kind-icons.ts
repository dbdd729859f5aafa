import Ban from '@lucide/svelte/icons/ban';
import CircleStop from '@lucide/svelte/icons/circle-stop';
import CircleX from '@lucide/svelte/icons/circle-x';
import Eye from '@lucide/svelte/icons/eye';
import Flag from '@lucide/svelte/icons/flag';
import Globe from '@lucide/svelte/icons/globe';
import Hammer from '@lucide/svelte/icons/hammer';
import Layers from '@lucide/svelte/icons/layers';
import Lock from '@lucide/svelte/icons/lock';
import LockOpen from '@lucide/svelte/icons/lock-open';
import MessageCircleQuestion from '@lucide/svelte/icons/message-circle-question-mark';
import MessageSquare from '@lucide/svelte/icons/message-square';
import MonitorCheck from '@lucide/svelte/icons/monitor-check';
import Pencil from '@lucide/svelte/icons/pencil';
import Pin from '@lucide/svelte/icons/pin';
import Power from '@lucide/svelte/icons/power';
import PowerOff from '@lucide/svelte/icons/power-off';
import Reply from '@lucide/svelte/icons/reply';
import Rocket from '@lucide/svelte/icons/rocket';
import Server from '@lucide/svelte/icons/server';
import Star from '@lucide/svelte/icons/star';
import StickyNote from '@lucide/svelte/icons/sticky-note';
import Trash from '@lucide/svelte/icons/trash';
import type { Component } from 'svelte';
import type { LoggedEvent } from '../../api/types.ts';

/** What kind of event it is, in a picture; the words beside it say the same. */
export const iconOf = ({ type, data }: LoggedEvent): Component<{ class?: string }> =>
  type === 'VersionPromoted' && data['target'] === 'preview' ? Eye : (ICONS[type] ?? Flag);

const ICONS: Readonly<Record<string, Component<{ class?: string }>>> = {
  SiteCreated: Flag,
  SiteRenamed: Pencil,
  SiteDisabled: PowerOff,
  SiteEnabled: Power,
  SiteLiveLocked: Lock,
  SiteLiveUnlocked: LockOpen,
  HostnameClaimed: Globe,
  HostnameReleased: Globe,
  BuildRequested: MessageSquare,
  BuildReworded: MessageSquare,
  BuildStarted: Hammer,
  BuildSucceeded: Layers,
  BuildDeclined: Ban,
  BuildClarificationAsked: MessageCircleQuestion,
  BuildClarified: Reply,
  BuildRejected: CircleX,
  BuildFailed: CircleX,
  BuildStopRequested: CircleStop,
  BuildCancelled: CircleStop,
  QuestionAsked: MessageCircleQuestion,
  QuestionAnswered: Reply,
  VersionPromoted: Rocket,
  VersionNoted: StickyNote,
  VersionStarred: Star,
  VersionUnstarred: Star,
  VersionPinned: Pin,
  VersionUnpinned: Pin,
  VersionDeleted: Trash,
  VersionChecked: MonitorCheck,
  VersionDeployed: Server,
  DeploymentFailed: Server,
};
