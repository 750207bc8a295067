import { SegmentedControl } from '@mantine/core';
import { type Conversation, type File, filePaths } from '@rapport/contract';
import { IconFiles } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { useAnswer, useReloadOn } from '../../app/answers.ts';
import { Empty } from '../../app/empty.tsx';
import { shortTimeOf } from '../../app/times.ts';
import { useTranslation } from '../../app/translation.tsx';
import { useClock } from '../../app/use-clock.ts';
import { FileCard } from '../files/attachments.tsx';
import { useOpenPreview } from '../files/preview/open-preview.ts';
import { usePersonName } from '../people/person-name.ts';

type Shown = 'all' | 'images' | 'documents' | 'media';
const kindsOf: Record<Shown, (file: File) => boolean> = {
  all: () => true,
  images: (f) => f.kind === 'image',
  documents: (f) => f.kind === 'file',
  media: (f) => f.kind === 'video' || f.kind === 'audio' || f.kind === 'voice',
};

export function FilesPanel({ conversation }: { conversation: Conversation }) {
  const { t } = useTranslation(['panels', 'files']);
  const [shown, setShown] = useState<Shown>('all');
  const answer = useAnswer('files.list', { conversation: conversation.id, limit: 200 });
  const { reload } = answer;
  // Asked again when something was said.
  useReloadOn(conversation.seq, reload);
  const files = (answer.data?.items ?? []).filter(kindsOf[shown]);
  const row = files.map((file) => file.file);
  const open = useOpenPreview();
  if (answer.error) return <Empty title={answer.error} />;
  return (
    <div className="pane-scroll">
      <SegmentedControl
        size="xs"
        fullWidth
        value={shown}
        onChange={(value) => setShown(value as Shown)}
        data={[
          { value: 'all', label: t('allKinds') },
          { value: 'images', label: t('images') },
          { value: 'documents', label: t('documents') },
          { value: 'media', label: t('media') },
        ]}
      />
      {answer.data && files.length === 0 && (
        <Empty icon={<IconFiles />} title={t('filesEmptyTitle')} text={t('filesEmptyText')} />
      )}
      {shown === 'images' ? (
        <div className="picture-grid">
          {files.map((file) => (
            <button
              key={file.file}
              type="button"
              aria-label={t('files:openPicture', { name: file.name })}
              onClick={() => open(file.file, row)}
            >
              <img src={filePaths.preview(file.file, 256)} alt="" loading="lazy" />
            </button>
          ))}
        </div>
      ) : (
        files.map((file) => <FileLine key={file.file} file={file} row={row} />)
      )}
      {files.length > 0 && (
        <Link to="/files" search={{ in: conversation.id }} className="link files-all">
          {t('files:allHere')}
        </Link>
      )}
    </div>
  );
}

function FileLine({ file, row }: { file: File; row: readonly string[] }) {
  const clock = useClock();
  const owner = usePersonName(file.owner);
  return (
    <div className="file-line">
      <FileCard file={file} row={row} />
      <p className="dim">
        {owner} · <time>{shortTimeOf(file.createdAt, clock)}</time>
      </p>
    </div>
  );
}
