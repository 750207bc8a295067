import { Button } from '@mantine/core';
import { Empty } from '../../../app/empty.tsx';
import { useTranslation } from '../../../app/translation.tsx';
import type { ListFilter } from '../naming.ts';

/** The list when it shows nothing. */
export function NothingHere({ filtered, filter, onCreate }: { filtered: boolean; filter: ListFilter; onCreate(): void }) {
  const { t } = useTranslation('conversations');
  if (filtered) return <p className="list-nothing">{t('nothingFound')}</p>;
  if (filter === 'unread') return <p className="list-nothing">{t('noUnread')}</p>;
  if (filter !== 'all') return <p className="list-nothing">{t('noneShown')}</p>;
  return (
    <Empty
      title={t('listEmptyTitle')}
      text={t('listEmptyText')}
      action={
        <Button size="xs" onClick={onCreate}>
          {t('newGroup')}
        </Button>
      }
    />
  );
}
