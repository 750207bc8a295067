import type { Me } from '@rapport/contract';
import { Link } from '@tanstack/react-router';
import { useClient } from '../../app/client.tsx';
import { useTranslation } from '../../app/translation.tsx';
import './ways.css';

/** Whether somebody supervises all inboxes, or any. */
const supervises = (me: Me | null | undefined): boolean =>
  me != null &&
  (me.permissions.includes('inbox.supervise') ||
    (me.scoped ?? []).some((held) => held.kind === 'inbox' && held.permissions.includes('inbox.supervise')));

/** From cases to how they stand now, and to reports. */
export function InboxWays() {
  const { t } = useTranslation('reports');
  const me = useClient((s) => s.me);
  const here = { 'aria-current': 'page' } as const;
  return (
    <nav className="inbox-ways" aria-label={t('ways')}>
      <Link to="/inbox" activeOptions={{ exact: true, includeSearch: false }} activeProps={here}>
        {t('toInbox')}
      </Link>
      <Link to="/inbox/now" activeOptions={{ includeSearch: false }} activeProps={here}>
        {t('toNow')}
      </Link>
      {supervises(me) && (
        <Link to="/inbox/reports" activeOptions={{ includeSearch: false }} activeProps={here}>
          {t('toReports')}
        </Link>
      )}
    </nav>
  );
}
