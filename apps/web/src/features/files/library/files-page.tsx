import { Button, SegmentedControl } from '@mantine/core';
import type { File, Input } from '@rapport/contract';
import { IconFiles } from '@tabler/icons-react';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useDevice } from '../../../app/device.ts';
import { Empty } from '../../../app/empty.tsx';
import { Later } from '../../../app/later.tsx';
import { MoreButton } from '../../../app/more-button.tsx';
import { useTranslation } from '../../../app/translation.tsx';
import { FileFilters } from './file-filters.tsx';
import { FileGallery } from './file-gallery.tsx';
import { FileTable } from './file-table.tsx';
import { type FilesSearch, spanOf } from './files-search.ts';
import { useFilePages } from './use-file-pages.ts';
import './library.css';

/** Every file I may see, mine, and those of each conversation: filtered in the address, so that a view of them is a link. */
export function FilesPage() {
  const { t } = useTranslation(['files', 'app']);
  const search = useSearch({ strict: false }) as FilesSearch;
  const navigate = useNavigate();
  const change = (next: Partial<FilesSearch>): void =>
    void navigate({ to: '/files', search: { ...search, ...next, file: undefined }, replace: true });
  const pages = useFilePages(inputOf(search));
  const filtered = Boolean(search.kind ?? search.name ?? search.owner ?? search.from ?? search.until);
  return (
    <div className="files-page">
      <div className="files-top">
        <h1>{t('filesTitle')}</h1>
        <SegmentedControl
          size="xs"
          aria-label={t('shownAs')}
          value={search.view ?? 'list'}
          onChange={(view) => change({ view: view === 'gallery' ? 'gallery' : undefined })}
          data={[
            { value: 'list', label: t('asList') },
            { value: 'gallery', label: t('asGallery') },
          ]}
        />
      </div>
      <FileFilters search={search} onChange={change} />
      {pages.error && <Empty title={pages.error} />}
      {pages.loading && pages.files.length === 0 && (
        <Later>
          <p className="dim">{t('app:loading')}</p>
        </Later>
      )}
      {pages.done && !pages.error && pages.files.length === 0 && (
        <Empty
          icon={<IconFiles />}
          title={t(filtered ? 'noneMatch' : 'noneTitle')}
          {...(filtered ? {} : { text: t('noneText') })}
          {...(filtered
            ? {
                action: (
                  <Button variant="default" onClick={() => void navigate({ to: '/files', search: { in: search.in } })}>
                    {t('clearFilters')}
                  </Button>
                ),
              }
            : {})}
        />
      )}
      <Shown files={pages.files} gallery={search.view === 'gallery'} />
      <MoreButton loading={pages.loading} more={pages.more} />
    </div>
  );
}

function Shown({ files, gallery }: { files: readonly File[]; gallery: boolean }) {
  const { density } = useDevice();
  if (files.length === 0) return null;
  return gallery ? <FileGallery files={files} /> : <FileTable files={files} dense={density === 'compact'} />;
}

function inputOf({ in: conversation, kind, name, owner, from, until }: FilesSearch): Input<'files.list'> {
  return {
    limit: 50,
    ...(conversation === undefined
      ? { scope: 'all' as const }
      : conversation === 'mine'
        ? {}
        : { conversation: conversation as never }),
    ...(kind ? { kind } : {}),
    ...(name?.trim() ? { text: name.trim() } : {}),
    ...(owner ? { owner: owner as never } : {}),
    ...spanOf(from, until),
  };
}
