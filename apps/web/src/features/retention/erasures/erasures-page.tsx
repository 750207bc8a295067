import { Button } from '@mantine/core';
import type { Erasure } from '@rapport/contract';
import { IconPlus } from '@tabler/icons-react';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useState } from 'react';
import { useDoor } from '../../../app/client.tsx';
import { Empty } from '../../../app/empty.tsx';
import { MoreButton } from '../../../app/more-button.tsx';
import { usePages } from '../../../app/pages.ts';
import { useTranslation } from '../../../app/translation.tsx';
import { usePeopleNeeded } from '../../people/person-name.ts';
import { useAgain } from '../use-again.ts';
import { usePlaces } from '../use-places.ts';
import { AskErasure } from './ask-erasure.tsx';
import { ErasureLine } from './erasure-line.tsx';
import { ReadHeld } from './read-held.tsx';
import '../retention.css';

/** What was asked to be erased, what stands in its way, and what became of it. */
export function ErasuresPage() {
  const { t } = useTranslation('retention');
  const client = useDoor();
  const navigate = useNavigate();
  const { message } = useSearch({ from: '/shell/admin/erasures' });
  const pages = usePages<Erasure>('erasures', (cursor) =>
    client.call('erasure.list', { limit: 50, ...(cursor ? { cursor } : {}) }),
  );
  const [asking, setAsking] = useState(message !== undefined);
  const [reading, read] = useState<Erasure | null>(null);
  const places = usePlaces(pages.items.flatMap(({ conversation }) => conversation ?? []));
  useAgain(pages.error !== null || pages.items.some(({ state }) => state === 'working'), pages.reload);
  usePeopleNeeded([...new Set(pages.items.flatMap((one) => [one.user, one.askedBy, one.approvedBy].flatMap((id) => id ?? [])))]);
  const close = (): void => {
    setAsking(false);
    if (message !== undefined) void navigate({ to: '/admin/erasures', search: {}, replace: true });
  };
  return (
    <div className="admin-page">
      <div className="admin-title-line">
        <h1 className="grow">{t('erasuresTitle')}</h1>
        <Button leftSection={<IconPlus size={16} />} onClick={() => setAsking(true)}>
          {t('askErasure')}
        </Button>
      </div>
      <p className="admin-lead">{t('erasuresLead')}</p>
      {pages.error && <p role="alert">{pages.error}</p>}
      {pages.loaded && !pages.error && pages.items.length === 0 && <Empty title={t('noErasures')} text={t('noErasuresText')} />}
      <ul className="plain-list">
        {pages.items.map((erasure) => (
          <ErasureLine
            key={erasure.id}
            erasure={erasure}
            places={places}
            onChange={(next) => pages.replace(({ id }) => id === next.id, next)}
            onRead={() => read(erasure)}
          />
        ))}
      </ul>
      <MoreButton more={pages.more} loading={pages.loading} />
      {asking && <AskErasure {...(message === undefined ? {} : { message })} onDone={pages.reload} onClose={close} />}
      {reading && <ReadHeld erasure={reading} onClose={() => read(null)} />}
    </div>
  );
}
