import { IconDots, IconKeyboard } from '@tabler/icons-react';
import { Link, useMatchRoute } from '@tanstack/react-router';
import { lazy } from 'react';
import { useClient } from '../../app/client.tsx';
import { MenuAt } from '../../app/menu-button.tsx';
import { countOf } from '../../app/times.ts';
import { useTranslation } from '../../app/translation.tsx';
import { PersonAvatar } from '../people/avatar.tsx';
import { type RailEntry, railEntries } from './rail-entries.ts';
import { useShell } from './shell-context.ts';

const MoreItems = lazy(async () => ({ default: (await import('./more-items.tsx')).MoreItems }));

/** 56 px at the left edge; a bar at the foot on a phone. */
export function Rail() {
  const { t } = useTranslation('shell');
  const me = useClient((s) => s.me);
  const matches = useMatchRoute();
  const shell = useShell();
  const entries = railEntries.filter(({ shown }) => !shown || shown(me));
  return (
    <nav className="rail" aria-label={t('navigation')}>
      {entries.map((entry) => (
        <RailLink key={entry.id} entry={entry} />
      ))}
      <RailMore entries={entries.filter(({ foot }) => !foot)} />
      <span className="rail-gap" />
      <button
        type="button"
        className="plain-button rail-item rail-help"
        onClick={shell.openHelp}
        aria-label={t('help')}
        data-tip={`${t('help')}  ?`}
        data-tip-side="right"
      >
        <IconKeyboard />
      </button>
      <Link
        to="/me"
        className="rail-item rail-me"
        aria-label={t('me')}
        data-here={Boolean(matches({ to: '/me' })) || undefined}
        data-tip={t('me')}
        data-tip-side="right"
      >
        {me && <PersonAvatar id={me.user.id} size={32} />}
      </Link>
    </nav>
  );
}

const none = (): number => 0;

/** Whether a page of an entry is open. */
function useIsHere(): (entry: RailEntry) => boolean {
  const matches = useMatchRoute();
  return ({ path, also = [] }) =>
    Boolean(matches({ to: path, fuzzy: path !== '/' })) || also.some((to) => matches({ to, fuzzy: true }));
}

/** On a phone: the places for which the bar has no room. */
function RailMore({ entries }: { entries: readonly RailEntry[] }) {
  const { t } = useTranslation('shell');
  const isHere = useIsHere();
  if (entries.length === 0) return null;
  return (
    <MenuAt label={t('more')} position="top-end" width={220} items={<MoreItems entries={entries} />}>
      {(button) => (
        <button
          type="button"
          className="plain-button rail-item rail-more"
          data-here={entries.some(isHere) || undefined}
          {...button}
        >
          <IconDots />
          <span className="rail-label">{t('more')}</span>
        </button>
      )}
    </MenuAt>
  );
}

function RailLink({ entry }: { entry: RailEntry }) {
  const { t } = useTranslation('shell');
  const useCount = entry.useCount ?? none;
  const count = useCount();
  const label = t(entry.label);
  const here = useIsHere()(entry);
  const Icon = entry.icon;
  return (
    <Link
      to={entry.path}
      className="rail-item"
      data-foot={entry.foot}
      data-tip={label}
      data-tip-side="right"
      data-here={here || undefined}
      aria-current={here ? 'page' : undefined}
    >
      <Icon />
      <span className="rail-label">{label}</span>
      {count > 0 && ' '}
      {count > 0 && <span className="badge rail-badge">{countOf(count)}</span>}
    </Link>
  );
}
