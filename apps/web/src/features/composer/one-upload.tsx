import { Button, CloseButton, Progress } from '@mantine/core';
import { IconAlertCircle, IconFile } from '@tabler/icons-react';
import { languageNow } from '../../app/language.ts';
import { sizeOf } from '../../app/times.ts';
import { useTranslation } from '../../app/translation.tsx';
import type { Pending } from '../files/upload-desk.ts';
import type { Uploads } from './use-uploads.ts';

/** A file on its way into the message. */
export function OneUpload({ one, uploads }: { one: Pending; uploads: Uploads }) {
  const { t } = useTranslation(['composer', 'app']);
  const percent = (part: number): string => new Intl.NumberFormat(languageNow(), { style: 'percent' }).format(part);
  return (
    <li className="upload" data-failed={one.error !== null || undefined}>
      {one.picture ? (
        <img src={one.picture} alt="" className="upload-picture" />
      ) : one.error ? (
        <IconAlertCircle aria-hidden />
      ) : (
        <IconFile aria-hidden />
      )}
      <span className="min0 grow">
        <span className="ellipsis" dir="auto" title={one.name}>
          {one.name}
        </span>
        {one.error ? (
          <span className="danger-text upload-error" role="alert">
            {one.error}
          </span>
        ) : one.file ? (
          <span className="dim tabular">{sizeOf(one.size, languageNow())}</span>
        ) : (
          <Progress
            value={one.part * 100}
            size={4}
            mt={6}
            aria-label={t('uploading', { name: one.name, percent: percent(one.part) })}
          />
        )}
      </span>
      {one.error && (
        <Button size="compact-xs" variant="subtle" onClick={() => uploads.retry(one.key)}>
          {t('app:retry')}
        </Button>
      )}
      <CloseButton size="sm" aria-label={t('removeFile', { name: one.name })} onClick={() => uploads.remove(one.key)} />
    </li>
  );
}
