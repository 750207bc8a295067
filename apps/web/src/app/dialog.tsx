import { Button, type ButtonProps, Group, Modal, type ModalProps } from '@mantine/core';
import type { ReactNode } from 'react';
import { useFocusBack } from './focus-back.ts';
import { useTranslation } from './translation.tsx';

/** A dialog, open as long as it is there. Only parts that come when they are needed import it: the first load goes without. */
export function Dialog(props: Omit<ModalProps, 'opened' | 'closeButtonProps'>) {
  const { t } = useTranslation('app');
  useFocusBack();
  return <Modal {...props} opened closeButtonProps={{ 'aria-label': t('close') }} />;
}

/** The end of a dialog: cancel, then what the dialog does. */
export function DialogFoot({ onCancel, children }: { onCancel(): void; children: ReactNode }) {
  const { t } = useTranslation('app');
  return (
    <Group justify="flex-end">
      <Button variant="default" onClick={onCancel}>
        {t('cancel')}
      </Button>
      {children}
    </Group>
  );
}

/** The end of a form in a dialog: cancel, or save. */
export function SaveFoot({ onCancel, ...button }: { onCancel(): void } & Pick<ButtonProps, 'loading' | 'disabled'>) {
  const { t } = useTranslation('app');
  return (
    <DialogFoot onCancel={onCancel}>
      <Button type="submit" {...button}>
        {t('save')}
      </Button>
    </DialogFoot>
  );
}
