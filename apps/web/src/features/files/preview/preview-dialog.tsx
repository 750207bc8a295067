import { Button, Modal } from '@mantine/core';
import { type File, filePaths } from '@rapport/contract';
import { IconChevronLeft, IconChevronRight, IconDownload, IconLink } from '@tabler/icons-react';
import { type KeyboardEvent, lazy, Suspense, useEffect, useRef } from 'react';
import { useAnswer } from '../../../app/answers.ts';
import { copyText } from '../../../app/copy.ts';
import { IconButton } from '../../../app/icon-button.tsx';
import { languageNow } from '../../../app/language.ts';
import { fullTimeOf, sizeOf } from '../../../app/times.ts';
import { useTranslation } from '../../../app/translation.tsx';
import { useClock } from '../../../app/use-clock.ts';
import { usePeopleNeeded, usePersonName } from '../../people/person-name.ts';
import { neighboursOf, useMovePreview } from './open-preview.ts';
import { viewOf } from './view-of.ts';
import './preview.css';

const PictureView = lazy(async () => ({ default: (await import('./picture-view.tsx')).PictureView }));
const PdfView = lazy(async () => ({ default: (await import('./pdf-view.tsx')).PdfView }));
const OfficeView = lazy(async () => ({ default: (await import('./office-view.tsx')).OfficeView }));
const TextView = lazy(async () => ({ default: (await import('./text-view.tsx')).TextView }));

/** A file at its largest: over everything, arrow keys to its neighbours, Escape back to where it was opened. */
export function PreviewDialog({ file: id }: { file: string }) {
  const { t } = useTranslation(['files', 'app']);
  const answer = useAnswer('files.get', { file: id });
  const move = useMovePreview();
  useFocusBack();
  const { before, after } = neighboursOf(id);
  const onKey = (event: KeyboardEvent): void => {
    // Film and sound have arrow keys of their own.
    if (event.target instanceof HTMLMediaElement) return;
    if (event.key === 'ArrowLeft' && before) move(before);
    else if (event.key === 'ArrowRight' && after) move(after);
  };
  const file = answer.data;
  return (
    <Modal
      opened
      fullScreen
      padding={0}
      withCloseButton={false}
      returnFocus={false}
      onClose={() => move(null)}
      onKeyDown={onKey}
      classNames={{ content: 'preview', body: 'preview-body' }}
      attributes={{ content: { 'aria-label': file ? t('previewOf', { name: file.name }) : t('filesTitle') } }}
    >
      <Head file={file} onClose={() => move(null)} />
      <div className="preview-stage">
        {answer.error && <p className="preview-note">{t('gone')}</p>}
        {file && (
          <Suspense fallback={null}>
            <ViewOf key={file.file} file={file} />
          </Suspense>
        )}
        {before && (
          <span className="preview-step preview-before">
            <IconButton label={t('previous')} keys="←" onClick={() => move(before)} size={40}>
              <IconChevronLeft />
            </IconButton>
          </span>
        )}
        {after && (
          <span className="preview-step preview-after">
            <IconButton label={t('next')} keys="→" onClick={() => move(after)} size={40}>
              <IconChevronRight />
            </IconButton>
          </span>
        )}
      </div>
    </Modal>
  );
}

/** The focus goes back to what opened the dialog, if it is still there. */
function useFocusBack(): void {
  const opener = useRef(document.activeElement);
  useEffect(() => {
    const from = opener.current;
    return () => {
      if (from instanceof HTMLElement && from.isConnected) setTimeout(() => from.focus(), 0);
    };
  }, []);
}

function Head({ file, onClose }: { file: File | undefined; onClose(): void }) {
  const { t } = useTranslation(['files', 'app']);
  const clock = useClock();
  usePeopleNeeded(file?.owner ? [file.owner] : []);
  const owner = usePersonName(file?.owner ?? null, file?.owner === null ? '—' : undefined);
  const link = (): void => void copyText(location.href, t('app:copied'));
  return (
    <header className="preview-head">
      <div className="min0 grow">
        <h2 className="ellipsis" dir="auto">
          {file?.name}
        </h2>
        {file && (
          <p className="dim ellipsis tabular">
            {t('sentBy', { name: owner, time: fullTimeOf(file.createdAt, clock) })} · {sizeOf(file.size, languageNow())}
          </p>
        )}
      </div>
      {file && (
        <>
          <IconButton label={t('copyLink')} onClick={link}>
            <IconLink size={18} />
          </IconButton>
          <Button
            component="a"
            size="xs"
            variant="default"
            href={`${filePaths.content(file.file, file.name)}?download`}
            download={file.name}
            leftSection={<IconDownload size={16} />}
          >
            {t('download')}
          </Button>
        </>
      )}
      <Button size="xs" variant="default" onClick={onClose} data-autofocus>
        {t('app:close')}
      </Button>
    </header>
  );
}

function ViewOf({ file }: { file: File }) {
  const { t } = useTranslation('files');
  const address = filePaths.content(file.file, file.name);
  switch (viewOf(file)) {
    case 'picture':
      return <PictureView file={file} />;
    case 'pdf':
      return <PdfView address={address} name={file.name} />;
    case 'office':
      return <OfficeView file={file} />;
    case 'markdown':
      return <TextView file={file} markdown />;
    case 'text':
      return <TextView file={file} markdown={false} />;
    case 'video':
      return (
        // biome-ignore lint/a11y/useMediaCaption: people's own recordings come without captions
        <video className="preview-film" controls autoPlay src={address} />
      );
    case 'sound':
      return (
        // biome-ignore lint/a11y/useMediaCaption: people's own recordings come without captions
        <audio className="preview-sound" controls autoPlay src={address} />
      );
    case 'none':
      return (
        <div className="preview-note">
          <p className="strong">{t('noPreview')}</p>
          <p className="dim">{t('noPreviewText')}</p>
        </div>
      );
  }
}
