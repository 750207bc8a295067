import { Button } from '@mantine/core';
import type { RecordExport } from '@rapport/contract';
import { IconArrowLeft, IconPackageExport, IconPlus } from '@tabler/icons-react';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { useEffect } from 'react';
import { useAct } from '../../app/answers.ts';
import { useClient, useDoor } from '../../app/client.tsx';
import { Empty } from '../../app/empty.tsx';
import { Later } from '../../app/later.tsx';
import { MoreButton } from '../../app/more-button.tsx';
import { type Pages, usePages } from '../../app/pages.ts';
import { toast } from '../../app/toasts.tsx';
import { useTranslation } from '../../app/translation.tsx';
import { ExportForm } from './export-form.tsx';
import { ExportLine, isUnfinished, named } from './export-line.tsx';
import type { ExportsSearch } from './exports-search.ts';
import { mayExportSomewhere } from './may-export.ts';
import { useNaming } from './use-choices.ts';
import './exports.css';

/** Records taken out of the house: what I had made, how far it is, and a form to begin another. */
export function ExportsPage() {
  const { t } = useTranslation('exports');
  const search: ExportsSearch = useSearch({ from: '/shell/exports' });
  const allowed = useClient((s) => mayExportSomewhere(s.me));
  const navigate = useNavigate();
  if (!allowed)
    return (
      <div className="reading-page wide-page">
        <Empty icon={<IconPackageExport />} title={t('notAllowedTitle')} text={t('notAllowedText')} page />
      </div>
    );
  const toList = (): void => void navigate({ to: '/exports' });
  if (search.new)
    return (
      <div className="reading-page">
        <p>
          <Link to="/exports" className="link exports-back">
            <IconArrowLeft size={16} /> {t('back')}
          </Link>
        </p>
        <h1>{t('begin')}</h1>
        <ExportForm key={search.in ?? ''} search={search} onMade={toList} onCancel={toList} />
      </div>
    );
  return <Made />;
}

/** Milliseconds between two looks at what is being made. */
const lookAgain = 1_000;

/** Asks again while something is being made, and nobody looks away. */
function useProgress({ items, reload }: Pages<RecordExport>): void {
  const moving = items.some(isUnfinished);
  useEffect(() => {
    if (!moving) return;
    const timer = setInterval(() => document.hidden || reload(), lookAgain);
    return () => clearInterval(timer);
  }, [moving, reload]);
}

function Made() {
  const { t } = useTranslation(['exports', 'records', 'app']);
  const client = useDoor();
  const navigate = useNavigate();
  const { act, busy } = useAct();
  const pages = usePages<RecordExport>('exports', (cursor) =>
    client.call('exports.list', { limit: 30, ...(cursor ? { cursor } : {}) }),
  );
  useProgress(pages);
  const end = (one: RecordExport): void =>
    void act(async () => {
      const now = await client.call('exports.cancel', { export: one.id });
      pages.replace(({ id }) => id === one.id, now);
      toast({ kind: 'success', text: t(one.state === 'done' ? 'removed' : 'cancelled') });
    });
  const again = ({ format, purpose, conversations, after, before, files, recipient }: RecordExport): void =>
    void act(async () => {
      const asked = { format, purpose, conversations, files };
      const span = { ...(after === undefined ? {} : { after }), ...(before === undefined ? {} : { before }) };
      await client.call('exports.create', { ...asked, ...span, ...(recipient ? { recipient } : {}) });
      pages.reload();
    });
  const { items, loaded, loading, error, more } = pages;
  const naming = useNaming(items.flatMap(({ conversations }) => conversations.slice(0, named)));
  const begin = (
    <Button leftSection={<IconPlus size={16} />} onClick={() => void navigate({ to: '/exports', search: { new: true } })}>
      {t('begin')}
    </Button>
  );
  return (
    <div className="reading-page wide-page">
      <header className="exports-head">
        <h1>{t('title')}</h1>
        <Link to="/records" className="link">
          {t('records:title')}
        </Link>
        <span className="grow" />
        {items.length > 0 && begin}
      </header>
      <p className="dim exports-lead">{t('lead')}</p>
      {error && items.length === 0 && <Empty title={error} />}
      {!loaded && (
        <Later>
          <p className="dim">{t('app:loading')}</p>
        </Later>
      )}
      {loaded && !error && items.length === 0 && (
        <Empty icon={<IconPackageExport />} title={t('emptyTitle')} text={t('emptyText')} action={begin} />
      )}
      <ul className="plain-list">
        {items.map((one) => (
          <ExportLine key={one.id} one={one} naming={naming} busy={busy} onCancel={() => end(one)} onAgain={() => again(one)} />
        ))}
      </ul>
      <MoreButton loading={loading} more={more} />
      <HowToCheck />
    </div>
  );
}

/** In two lines; the whole of it is in every bundle. */
function HowToCheck() {
  const { t } = useTranslation('exports');
  return (
    <details className="exports-check">
      <summary>{t('checkTitle')}</summary>
      <ol>
        <li>{t('checkOpen')}</li>
        <li>{t('checkPolicy')}</li>
      </ol>
    </details>
  );
}
