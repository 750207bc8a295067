import { SegmentedControl } from '@mantine/core';
import { type Conversation, type File, filePaths, type Input } from '@rapport/contract';
import { IconFiles } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { useReloadOn } from '../../app/answers.ts';
import { useClient, useDoor } from '../../app/client.tsx';
import { Empty } from '../../app/empty.tsx';
import { MoreButton } from '../../app/more-button.tsx';
import { usePages } from '../../app/pages.ts';
import { shortTimeOf } from '../../app/times.ts';
import { useTranslation } from '../../app/translation.tsx';
import { useClock } from '../../app/use-clock.ts';
import { FileCard } from '../files/attachments.tsx';
import { useOpenPreview } from '../files/preview/open-preview.ts';
import { usePersonName } from '../people/person-name.ts';

type Shown = 'all' | 'images' | 'documents' | 'media';
const kindsOf: Record<Shown, Pick<Input<'files.list'>, 'kinds'>> = {
  all: {},
  images: { kinds: ['image'] },
  documents: { kinds: ['file'] },
  media: { kinds: ['video', 'audio', 'voice'] },
};

/** Messages of the end of the talk in which files may have come or gone. */
const lately = 100;

/** Another value when files came or went: not with every message. */
function useFilesMoved({ id, seq }: Conversation): string {
  return useClient((s) => {
    const timeline = s.timelines[id];
    if (!timeline || timeline.hasNewer) return String(seq);
    const carriers = timeline.messages.slice(-lately).filter((m) => m.attachments?.length);
    return `${carriers.at(-1)?.seq} ${carriers.length}`;
  });
}

export function FilesPanel({ conversation }: { conversation: Conversation }) {
  const { t } = useTranslation(['panels', 'files', 'timeline']);
  const [shown, setShown] = useState<Shown>('all');
  const client = useDoor();
  const { id } = conversation;
  const pages = usePages<File>(`${id} ${shown}`, (cursor) =>
    client.call('files.list', { conversation: id, ...kindsOf[shown], limit: 60, ...(cursor ? { cursor } : {}) }),
  );
  useReloadOn(useFilesMoved(conversation), pages.reload);
  const files = pages.items;
  const row = files.map((file) => file.file);
  const open = useOpenPreview();
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
      {pages.error && <p role="alert">{pages.error}</p>}
      {pages.loaded && !pages.error && files.length === 0 && (
        <Empty icon={<IconFiles />} title={t('filesEmptyTitle')} text={t('filesEmptyText')} />
      )}
      {shown === 'images' ? (
        <div className="picture-grid">
          {files.map((file) => (
            <button
              key={file.file}
              type="button"
              aria-label={t('timeline:openPicture', { name: file.name })}
              onClick={() => open(file.file, row)}
            >
              <img src={filePaths.preview(file.file, 256)} alt="" loading="lazy" />
            </button>
          ))}
        </div>
      ) : (
        files.map((file) => <FileLine key={file.file} file={file} row={row} />)
      )}
      <MoreButton size="xs" fullWidth mt={12} more={pages.more} loading={pages.loading} />
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
  const owner = usePersonName(file.owner, file.owner ? undefined : '—');
  return (
    <div className="file-line">
      <FileCard file={file} row={row} />
      <p className="dim">
        {owner} · <time>{shortTimeOf(file.createdAt, clock)}</time>
      </p>
    </div>
  );
}
