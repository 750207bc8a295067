import { IconMessages } from '@tabler/icons-react';
import { lazy, Suspense } from 'react';
import { Empty } from '../../app/empty.tsx';
import { useTranslation } from '../../app/translation.tsx';
import { useNothingYet } from './use-nothing-yet.ts';

const FirstSteps = lazy(async () => ({ default: (await import('./first-steps.tsx')).FirstSteps }));

/** Nothing chosen yet; in an empty organization, the first steps. */
export function HomePage() {
  const { t } = useTranslation('conversations');
  if (useNothingYet())
    return (
      <Suspense fallback={null}>
        <FirstSteps />
      </Suspense>
    );
  return (
    <>
      <h1 className="visually-hidden">{t('homeTitle')}</h1>
      <Empty icon={<IconMessages />} title={t('homeTitle')} text={t('homeText')} />
    </>
  );
}
