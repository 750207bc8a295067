import type { Output } from '@rapport/contract';
import { useState } from 'react';
import { useAnswer } from '../../app/answers.ts';
import { useDoor } from '../../app/client.tsx';
import { MoreButton } from '../../app/more-button.tsx';
import { usePages } from '../../app/pages.ts';
import { useTranslation } from '../../app/translation.tsx';
import { usePeopleNeeded } from '../people/person-name.ts';
import { ChangeList } from './change-list.tsx';
import { RulesInWords, SetBy } from './rules-view.tsx';

type Version = Output<'policy.ruleVersions'>['items'][number];

/** Who set the rules and when, newest first, and what each version changed. */
export function VersionsView() {
  const { t } = useTranslation('policy');
  const client = useDoor();
  const pages = usePages<Version>('versions', (cursor) =>
    client.call('policy.ruleVersions', { limit: 20, ...(cursor ? { cursor } : {}) }),
  );
  usePeopleNeeded([...new Set(pages.items.map(({ by }) => by))]);
  return (
    <div className="admin-cards">
      {pages.error && <p role="alert">{pages.error}</p>}
      {pages.loaded && !pages.error && pages.items.length === 0 && <p className="admin-note">{t('noVersions')}</p>}
      {pages.items.map((one) => (
        <VersionCard key={one.version} one={one} />
      ))}
      <MoreButton more={pages.more} loading={pages.loading} />
    </div>
  );
}

function VersionCard({ one }: { one: Version }) {
  const { t } = useTranslation('policy');
  const [open, setOpen] = useState(false);
  return (
    <details className="admin-card" onToggle={(e) => setOpen(e.currentTarget.open)}>
      <summary>
        {t('version', { n: one.version })} · <SetBy {...one} />
      </summary>
      {open && <VersionRules version={one.version} />}
    </details>
  );
}

function VersionRules({ version }: { version: number }) {
  const { t } = useTranslation('policy');
  const now = useAnswer('policy.rules', { version });
  const before = useAnswer('policy.rules', version > 1 ? { version: version - 1 } : null);
  if (now.error) return <p role="alert">{now.error}</p>;
  if (!now.data || (version > 1 && !before.data && !before.error)) return null;
  return (
    <>
      {before.data && (
        <>
          <h3 className="policy-part">{t('changedThen')}</h3>
          <ChangeList before={before.data.rules} after={now.data.rules} />
        </>
      )}
      <RulesInWords rules={now.data.rules} />
    </>
  );
}
