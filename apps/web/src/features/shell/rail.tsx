import { IconKeyboard } from '@tabler/icons-react';
import { Link, useMatchRoute } from '@tanstack/react-router';
import { useClient } from '../../app/client.tsx';
import { countOf } from '../../app/times.ts';
import { useTranslation } from '../../app/translation.tsx';
import { PersonAvatar } from '../people/avatar.tsx';
import { type RailEntry, railEntries } from './rail-entries.ts';
import { useShell } from './shell-context.ts';

/** 56 px at the left edge; a bar at the foot on a phone. */
export function Rail() {
  const { t } = useTranslation('shell');
  const me = useClient((s) => s.me);
  const matches = useMatchRoute();
  const shell = useShell();
  return (
    <nav className="rail" aria-label={t('navigation')}>
      {railEntries
        .filter(({ shown }) => !shown || shown(me))
        .map((entry) => (
          <RailLink key={entry.id} entry={entry} />
        ))}
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

function RailLink({ entry }: { entry: RailEntry }) {
  const { t } = useTranslation('shell');
  const matches = useMatchRoute();
  const useCount = entry.useCount ?? none;
  const count = useCount();
  const label = t(entry.label);
  const below = entry.path !== '/';
  const here = Boolean(matches({ to: entry.path, fuzzy: below }) || entry.also?.some((to) => matches({ to, fuzzy: true })));
  const Icon = entry.icon;
  return (
    <Link
      to={entry.path}
      className="rail-item"
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
