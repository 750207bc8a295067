import type { Inbox } from '@rapport/contract';
import { IconAlertTriangle, IconCircleCheck } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { useClient } from '../../../app/client.tsx';
import { useTranslation } from '../../../app/translation.tsx';
import { useAccounts } from '../use-set-up.ts';

/** The two things without which an inbox stays empty: who works in it, and which accounts lead to it. */
export function WhoAndWhence({ inbox: { group, mine }, sources }: { inbox: Inbox; sources: Inbox['sources'] }) {
  const { t } = useTranslation('inboxSettings');
  const accounts = useAccounts();
  const team = useClient((s) => s.conversations[group]);
  const named = sources.map(({ account, address }) => [accounts.named(account), address].filter(Boolean).join(' · '));
  return (
    <ul className="plain-list inbox-set-next">
      <li>
        <IconCircleCheck size={18} aria-hidden />
        <span>
          {t('editorLead', { team: team?.name ?? t('teamUnknown') })}{' '}
          {mine && (
            <Link to="/c/$conversation" params={{ conversation: group }} className="link link-within">
              {t('toTeam')}
            </Link>
          )}
        </span>
      </li>
      <li data-open={sources.length === 0 || undefined}>
        {sources.length === 0 ? <IconAlertTriangle size={18} aria-hidden /> : <IconCircleCheck size={18} aria-hidden />}
        <span>
          {sources.length === 0
            ? t(accounts.all.length === 0 ? 'noneLeads' : 'noneLeadsYet')
            : t('leads', { names: named.join(t('betweenSources')) })}{' '}
          {accounts.all.length === 0 && (
            <Link to="/admin/channels" className="link link-within">
              {t('toChannels')}
            </Link>
          )}
        </span>
      </li>
    </ul>
  );
}
