import Download from '@lucide/svelte/icons/download';
import Eye from '@lucide/svelte/icons/eye';
import FilePen from '@lucide/svelte/icons/file-pen';
import GitCompareArrows from '@lucide/svelte/icons/git-compare-arrows';
import Globe from '@lucide/svelte/icons/globe';
import Pin from '@lucide/svelte/icons/pin';
import PinOff from '@lucide/svelte/icons/pin-off';
import RotateCcw from '@lucide/svelte/icons/rotate-ccw';
import Star from '@lucide/svelte/icons/star';
import StarOff from '@lucide/svelte/icons/star-off';
import Trash from '@lucide/svelte/icons/trash';
import type { Site, Version } from '../../api/types.ts';
import type { MenuItem } from '../../parts/Menu.svelte';
import { promotionOf } from '../../site/promotion.ts';
import type { VersionActions } from './version-actions.svelte.ts';
import { keeperOf } from './keeper.ts';

/** Everything that can be done with one version; what cannot be done now says why. */
export const versionMenu = (site: Site, version: Version, actions: VersionActions): MenuItem[] => {
  const { number } = version;
  const promotion = promotionOf(site, number);
  const kept = keeperOf(site, version);
  const partner = actions.partner(site, version);
  return [
    { label: 'Look at it', icon: Eye, onSelect: () => actions.look(number) },
    ...(partner === null
      ? []
      : [
          {
            label: `Compare with ${partner}`,
            icon: GitCompareArrows,
            ...(site.live?.version === partner ? { hint: 'Live' } : {}),
            onSelect: () => actions.compare(number, partner),
          },
        ]),
    { type: 'line' },
    {
      label: promotion.type === 'roll-back' ? `Roll back to ${number}` : `Publish ${number}`,
      icon: Globe,
      ...(promotion.type === 'none' ? { off: site.live?.version === number ? 'Live already' : offWord(site) } : {}),
      onSelect: () => actions.publish(site, number),
    },
    {
      label: `Restore as ${(site.head ?? 0) + 1}`,
      icon: RotateCcw,
      ...(site.head === number ? { off: 'Newest already' } : {}),
      onSelect: () => actions.restore(number),
    },
    { type: 'line' },
    {
      label: version.starred ? 'Take the star away' : 'Star',
      icon: version.starred ? StarOff : Star,
      onSelect: () => void actions.marking.star(version),
    },
    {
      label: version.note === null ? 'Add a note' : 'Change the note',
      icon: FilePen,
      onSelect: () => actions.marking.ask('note', version),
    },
    {
      label: version.pinned ? 'Take the pin out' : 'Pin',
      icon: version.pinned ? PinOff : Pin,
      hint: version.pinned ? '' : 'Keeps it',
      onSelect: () => void actions.marking.pin(version),
    },
    { type: 'line' },
    { label: 'Download as zip', icon: Download, onSelect: () => void actions.download(site, number, 'zip') },
    { label: 'Download as tar.gz', icon: Download, onSelect: () => void actions.download(site, number, 'tar.gz') },
    { type: 'line' },
    {
      label: 'Delete',
      icon: Trash,
      danger: true,
      ...(kept === null ? {} : { off: kept }),
      onSelect: () => actions.marking.ask('delete', version),
    },
  ];
};

const offWord = (site: Site): string => (site.state === 'disabled' ? 'Site disabled' : 'Live locked');
