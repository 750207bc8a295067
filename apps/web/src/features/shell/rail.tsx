import { Tooltip, UnstyledButton } from '@mantine/core';
import { IconBookmark, IconKeyboard, IconMessages, IconSearch, IconShieldCog, IconUsers } from '@tabler/icons-react';
import { Link, useMatchRoute } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useClient } from '../../app/client.tsx';
import { countOf } from '../../app/times.ts';
import { PersonAvatar } from '../people/avatar.tsx';
import { useShell } from './shell-context.ts';

/** 56 px at the left edge; a bar at the foot on a phone. */
export function Rail() {
  const { t } = useTranslation('shell');
  const me = useClient((s) => s.me);
  const unread = useClient((s) => {
    let n = 0;
    for (const c of Object.values(s.conversations))
      if (c.me && !c.me.left) n += c.me.mentions + (c.kind === 'direct' ? c.me.unread : 0);
    return n;
  });
  const matches = useMatchRoute();
  const shell = useShell();
  const may = me?.permissions ?? [];
  const atTalk = Boolean(matches({ to: '/' }) || matches({ to: '/c/$conversation', fuzzy: true }));
  return (
    <nav className="rail" aria-label={t('navigation')}>
      <RailLink to="/" label={t('conversations')} here={atTalk} count={unread}>
        <IconMessages />
      </RailLink>
      <RailLink to="/saved" label={t('saved')} here={Boolean(matches({ to: '/saved' }))}>
        <IconBookmark />
      </RailLink>
      <RailLink to="/search" label={t('search')} here={Boolean(matches({ to: '/search' }))}>
        <IconSearch />
      </RailLink>
      {may.includes('people.browse') && (
        <RailLink to="/people" label={t('people')} here={Boolean(matches({ to: '/people' }))}>
          <IconUsers />
        </RailLink>
      )}
      {(may.includes('people.manage') || may.includes('people.invite')) && (
        <RailLink to="/admin" label={t('admin')} here={Boolean(matches({ to: '/admin', fuzzy: true }))}>
          <IconShieldCog />
        </RailLink>
      )}
      <span className="rail-gap" />
      <Tooltip label={`${t('help')}  ?`} position="right">
        <UnstyledButton className="rail-item rail-help" onClick={shell.openHelp} aria-label={t('help')}>
          <IconKeyboard />
        </UnstyledButton>
      </Tooltip>
      <Tooltip label={t('me')} position="right">
        <Link
          to="/me"
          className="rail-item rail-me"
          aria-label={t('me')}
          data-here={Boolean(matches({ to: '/me' })) || undefined}
        >
          {me && <PersonAvatar id={me.user.id} size={32} />}
        </Link>
      </Tooltip>
    </nav>
  );
}

interface RailLinkProps {
  to: '/' | '/saved' | '/search' | '/people' | '/admin';
  label: string;
  here: boolean;
  count?: number;
  children: ReactNode;
}

function RailLink({ to, label, here, count = 0, children }: RailLinkProps) {
  return (
    <Tooltip label={label} position="right">
      <Link
        to={to}
        className="rail-item"
        data-here={here || undefined}
        aria-current={here ? 'page' : undefined}
        aria-label={count > 0 ? `${label}, ${countOf(count)}` : label}
      >
        {children}
        <span className="rail-label" aria-hidden>
          {label}
        </span>
        {count > 0 && (
          <span className="badge rail-badge" aria-hidden>
            {countOf(count)}
          </span>
        )}
      </Link>
    </Tooltip>
  );
}
