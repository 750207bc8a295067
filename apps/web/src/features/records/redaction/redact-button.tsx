import { Button } from '@mantine/core';
import type { Message } from '@rapport/contract';
import { IconEraser } from '@tabler/icons-react';
import { use, useState } from 'react';
import { useClient } from '../../../app/client.tsx';
import { useTranslation } from '../../../app/translation.tsx';
import { ChangedHitContext, wordless } from '../changed-hit.ts';
import { RedactDialog } from './redact-dialog.tsx';

/** For those who may have things erased. */
export function RedactButton({ message, onDone }: { message: Message; onDone(): void }) {
  const { t } = useTranslation('records');
  const may = useClient((s) => s.me?.permissions.includes('erasure.manage') ?? false);
  const [open, setOpen] = useState(false);
  const changed = use(ChangedHitContext);
  if (!may || message.withheld) return null;
  const done = (): void => {
    changed(message, wordless);
    setOpen(false);
    onDone();
  };
  return (
    <>
      <Button size="xs" variant="default" leftSection={<IconEraser size={16} />} onClick={() => setOpen(true)}>
        {t('redact')}
      </Button>
      {open && <RedactDialog message={message} onDone={done} onClose={() => setOpen(false)} />}
    </>
  );
}
