import { IconHeadset, IconPackageImport, IconUserPlus, IconUsersPlus, IconWorldSearch } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { lazy, type ReactNode, Suspense, useState } from 'react';
import { useClient } from '../../app/client.tsx';
import { useTranslation } from '../../app/translation.tsx';

const BrowseDialog = lazy(async () => ({ default: (await import('./list/browse-dialog.tsx')).BrowseDialog }));
const CreateGroupDialog = lazy(async () => ({ default: (await import('./list/create-group-dialog.tsx')).CreateGroupDialog }));

/** Who may invite makes the house; everybody else finds what is there already. */
export function FirstSteps() {
  const { t } = useTranslation('conversations');
  const me = useClient((s) => s.me);
  const [open, setOpen] = useState<'group' | 'browse' | null>(null);
  const may = me?.permissions ?? [];
  const founding = may.includes('people.invite');
  const creating = may.includes('conversations.create');
  const browsing = !founding && may.includes('conversations.browse');
  const close = (): void => setOpen(null);
  return (
    <div className="first-steps">
      <h1>{t('firstTitle', { name: me?.organization.name ?? '' })}</h1>
      <p className="dim">{t(founding ? 'firstText' : creating || browsing ? 'firstTextMember' : 'firstTextGuest')}</p>
      <ol>
        {founding && (
          <li>
            <Link to="/people" className="first-step">
              <Step icon={<IconUserPlus />} title={t('firstInvite')} text={t('firstInviteText')} />
            </Link>
          </li>
        )}
        {browsing && (
          <li>
            <button type="button" className="first-step" onClick={() => setOpen('browse')}>
              <Step icon={<IconWorldSearch />} title={t('browse')} text={t('firstBrowseText')} />
            </button>
          </li>
        )}
        {creating && (
          <li>
            <button type="button" className="first-step" onClick={() => setOpen('group')}>
              <Step
                icon={<IconUsersPlus />}
                title={t(founding ? 'firstGroup' : 'newGroup')}
                text={t(founding ? 'firstGroupText' : 'listEmptyText')}
              />
            </button>
          </li>
        )}
        {may.includes('channels.configure') && (
          <li>
            <Link to="/admin/channels" className="first-step">
              <Step icon={<IconHeadset />} title={t('firstCustomers')} text={t('firstCustomersText')} />
            </Link>
          </li>
        )}
        {may.includes('imports.run') && (
          <li>
            <div className="first-step">
              <Step icon={<IconPackageImport />} title={t('firstImport')} text={t('firstImportText')} />
            </div>
          </li>
        )}
      </ol>
      <Suspense fallback={null}>
        {open === 'group' && <CreateGroupDialog open={founding} onClose={close} />}
        {open === 'browse' && <BrowseDialog onClose={close} onCreate={() => setOpen('group')} />}
      </Suspense>
    </div>
  );
}

function Step({ icon, title, text }: { icon: ReactNode; title: string; text: string }) {
  return (
    <>
      {icon}
      <span>
        <strong>{title}</strong>
        <span>{text}</span>
      </span>
    </>
  );
}
