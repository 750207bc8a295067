import { Button } from '@mantine/core';
import { IconClipboardText } from '@tabler/icons-react';
import { lazy, Suspense, useState } from 'react';
import { useClient } from '../../../app/client.tsx';
import { useTranslation } from '../../../app/translation.tsx';

const WriteDownDialog = lazy(async () => ({ default: (await import('./write-down-dialog.tsx')).WriteDownDialog }));

/** Writes down a call, a visit or a letter of a contact, for who may. */
export function WriteDown({ contact, onDone }: { contact: string; onDone?(): void }) {
  const { t } = useTranslation('customers');
  const may = useClient((s) => s.me?.permissions.includes('contacts.manage') ?? false);
  const [open, setOpen] = useState(false);
  if (!may) return null;
  return (
    <>
      <Button
        size="xs"
        variant="default"
        leftSection={<IconClipboardText size={14} />}
        data-act="write-down"
        onClick={() => setOpen(true)}
      >
        {t('down')}
      </Button>
      <Suspense fallback={null}>
        {open && <WriteDownDialog contact={contact} onDone={onDone} onClose={() => setOpen(false)} />}
      </Suspense>
    </>
  );
}
