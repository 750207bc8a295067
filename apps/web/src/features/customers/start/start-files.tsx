import { Button, FileButton } from '@mantine/core';
import type { Capabilities } from '@rapport/contract';
import { IconPaperclip } from '@tabler/icons-react';
import { sizeOf } from '../../../app/times.ts';
import { useTranslation } from '../../../app/translation.tsx';
import { UploadList } from '../../composer/upload-list.tsx';
import type { Uploads } from '../../composer/use-uploads.ts';
import '../../composer/composer.css';

/** Whether a channel carries files of any kind. */
export const carriesFiles = (capabilities: Capabilities | undefined): boolean =>
  capabilities !== undefined &&
  capabilities.inbound !== 'manual' &&
  (capabilities.parts.file !== undefined || capabilities.parts.image !== undefined);

/** Files that go with what we write first, and what the way that was chosen takes of them. */
export function StartFiles({ uploads, capabilities }: { uploads: Uploads; capabilities: Capabilities | undefined }) {
  const { t, language } = useTranslation('customers');
  const { file, image } = capabilities?.parts ?? {};
  if (!carriesFiles(capabilities))
    return (
      <>
        <UploadList uploads={uploads} />
        {uploads.list.length > 0 && (
          <p className="danger-text" role="alert">
            {t('limitNoFiles')}
          </p>
        )}
      </>
    );
  // A chat that takes pictures alone names them; the picker then offers no others.
  const accept = file ? undefined : (image?.mimes?.join(',') ?? 'image/*');
  const most = (file ?? image)?.maxBytes;
  return (
    <div className="start-files">
      <UploadList uploads={uploads} />
      <FileButton
        multiple
        {...(accept ? { accept } : {})}
        onChange={(files) => uploads.add(files.map((bytes) => ({ bytes, name: bytes.name })))}
      >
        {(props) => (
          <Button {...props} variant="default" size="xs" leftSection={<IconPaperclip size={16} />}>
            {t('startAttach')}
          </Button>
        )}
      </FileButton>
      {most !== undefined && <span className="dim">{t('limitFile', { size: sizeOf(most, language) })}</span>}
    </div>
  );
}
