import { Button } from '@mantine/core';
import { IconPencilPlus } from '@tabler/icons-react';
import { lazy, Suspense, useState } from 'react';
import { useTranslation } from '../../../app/translation.tsx';

const StartDialog = lazy(async () => ({ default: (await import('./start-dialog.tsx')).StartDialog }));

/** Writes to a contact first. */
export function StartTalk({ contact }: { contact: string }) {
  const { t } = useTranslation('customers');
  const [open, setOpen] = useState(false);
  return (
    <>
      <Button
        size="xs"
        variant="default"
        leftSection={<IconPencilPlus size={14} />}
        data-act="write-contact"
        onClick={() => setOpen(true)}
      >
        {t('start')}
      </Button>
      <Suspense fallback={null}>{open && <StartDialog contact={contact} onClose={() => setOpen(false)} />}</Suspense>
    </>
  );
}
