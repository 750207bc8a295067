import { Stack, TextInput } from '@mantine/core';
import type { Folder } from '@rapport/contract';
import { type FormEvent, useState } from 'react';
import { Dialog, SaveFoot } from '../../../app/dialog.tsx';
import { useTranslation } from '../../../app/translation.tsx';

interface Props {
  /** The one that is renamed; absent: a new one. */
  folder?: Folder | undefined;
  onClose(): void;
  onName(name: string): Promise<unknown>;
}

/** Asks what a folder is called. */
export function FolderDialog({ folder, onClose, onName }: Props) {
  const { t } = useTranslation('conversations');
  const [name, setName] = useState(folder?.name ?? '');
  const submit = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    if ((await onName(name.trim())) !== undefined) onClose();
  };
  return (
    <Dialog onClose={onClose} title={t(folder ? 'renameFolder' : 'newFolder')}>
      <form onSubmit={submit}>
        <Stack>
          <TextInput
            label={t('folderName')}
            placeholder={t('folderExample')}
            value={name}
            onChange={(e) => setName(e.currentTarget.value)}
            maxLength={60}
            required
            data-autofocus
          />
          <SaveFoot onCancel={onClose} disabled={name.trim() === ''} />
        </Stack>
      </form>
    </Dialog>
  );
}
