import { Button } from '@mantine/core';
import { CallError } from '@rapport/client';
import { IconCompass, IconMoodSad } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { Empty } from '../../app/empty.tsx';
import { useTranslation } from '../../app/translation.tsx';

export function NotFoundPage() {
  const { t } = useTranslation('app');
  const action = (
    <Link to="/" className="link">
      {t('goHome')}
    </Link>
  );
  return (
    <div className="lone">
      <Empty page icon={<IconCompass />} title={t('notFoundTitle')} text={t('notFoundText')} action={action} />
    </div>
  );
}

/** An address that leads nowhere, outside of everything. */
export const LostPage = () => (
  <main>
    <NotFoundPage />
  </main>
);

export function BrokenPage({ error }: { error: unknown }) {
  const { t } = useTranslation('app');
  if (error instanceof CallError && error.code === 'not-found') return <NotFoundPage />;
  const text = error instanceof CallError ? error.message : t('broke');
  return (
    <div className="lone">
      <Empty page icon={<IconMoodSad />} title={text} action={<Button onClick={() => location.reload()}>{t('reload')}</Button>} />
    </div>
  );
}
