import { IconMessages, IconPackageImport, IconUserPlus, IconUsersPlus } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useClient } from '../../app/client.tsx';
import { Empty } from '../../app/empty.tsx';
import { CreateGroupDialog } from './list/create-group-dialog.tsx';

/** Nothing chosen yet; in an empty organization, the first steps. */
export function HomePage() {
  const { t } = useTranslation('conversations');
  const synced = useClient((s) => s.synced);
  const empty = useClient((s) => !Object.values(s.conversations).some((c) => c.me && !c.me.left));
  if (synced && empty) return <FirstSteps />;
  return (
    <>
      <h1 className="visually-hidden">{t('homeTitle')}</h1>
      <Empty icon={<IconMessages />} title={t('homeTitle')} text={t('homeText')} />
    </>
  );
}

function FirstSteps() {
  const { t } = useTranslation('conversations');
  const me = useClient((s) => s.me);
  const [creating, setCreating] = useState(false);
  const may = me?.permissions ?? [];
  return (
    <div className="first-steps">
      <h1>{t('firstTitle', { name: me?.organization.name ?? '' })}</h1>
      <p className="dim">{t('firstText')}</p>
      <ol>
        {may.includes('people.invite') && (
          <li>
            <Link to="/people" className="first-step">
              <IconUserPlus />
              <span>
                <strong>{t('firstInvite')}</strong>
                <span>{t('firstInviteText')}</span>
              </span>
            </Link>
          </li>
        )}
        {may.includes('conversations.create') && (
          <li>
            <button type="button" className="first-step" onClick={() => setCreating(true)}>
              <IconUsersPlus />
              <span>
                <strong>{t('firstGroup')}</strong>
                <span>{t('firstGroupText')}</span>
              </span>
            </button>
          </li>
        )}
        {may.includes('imports.run') && (
          <li>
            <div className="first-step">
              <IconPackageImport />
              <span>
                <strong>{t('firstImport')}</strong>
                <span>{t('firstImportText')}</span>
              </span>
            </div>
          </li>
        )}
      </ol>
      {creating && <CreateGroupDialog onClose={() => setCreating(false)} />}
    </div>
  );
}
