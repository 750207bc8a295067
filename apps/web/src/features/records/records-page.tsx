import { Button, SegmentedControl, TextInput } from '@mantine/core';
import type { RecordHit } from '@rapport/contract';
import { IconArchive, IconSearch } from '@tabler/icons-react';
import { Link, Outlet, useNavigate, useParams, useSearch } from '@tanstack/react-router';
import { useCallback, useEffect, useRef, useState } from 'react';
import { useClient } from '../../app/client.tsx';
import { Empty } from '../../app/empty.tsx';
import { KeyHints } from '../../app/key-hints.tsx';
import { Later } from '../../app/later.tsx';
import { MoreButton } from '../../app/more-button.tsx';
import { useTranslation } from '../../app/translation.tsx';
import { mayExportSomewhere } from '../exports/may-export.ts';
import { labelField } from './card/record-labels.tsx';
import { ChangedHitContext, isAt } from './changed-hit.ts';
import { fromHere } from './from-here.ts';
import { keyOf, RecordList } from './record-list.tsx';
import { RecordsFrame } from './records-frame.tsx';
import { isNarrowed, type RecordsSearch } from './records-search.ts';
import { useRecordKeys } from './use-record-keys.ts';
import { type Records, useRecords } from './use-records.ts';

/** Everything one may see, as records: searched, narrowed, and each with its card beside the list. The address is the question. */
export function RecordsPage() {
  const { t } = useTranslation('records');
  const search: RecordsSearch = useSearch({ from: '/shell/records' });
  const { conversation, seq } = useParams({ strict: false }) as { conversation?: string; seq?: string };
  const open = conversation && seq ? `${conversation}/${seq}` : undefined;
  const navigate = useNavigate();
  const change = (next: Partial<RecordsSearch>, replace = false): void =>
    void navigate({ to: '.', search: (old: object) => ({ ...old, ...next }), replace });
  const found = useRecords(search);
  const changed = useCallback(
    (place: { conversation: string; seq: number }, with_: (hit: RecordHit) => RecordHit): void => {
      const hit = found.pages.items.find(isAt(place));
      if (hit) found.pages.replace(isAt(place), with_(hit));
    },
    [found.pages],
  );
  return (
    <RecordsFrame
      title={t('title')}
      search={search}
      facets={found.facets.data}
      onChange={change}
      field={<SearchField q={search.q ?? ''} onChange={(q) => change({ q }, true)} />}
      head={<Head search={search} found={found} onChange={change} />}
      found={
        <Found search={search} found={found} open={open} onClear={() => void navigate({ to: '.', search: { q: search.q } })} />
      }
      open={open !== undefined}
      beside={
        <ChangedHitContext value={changed}>
          <Outlet />
        </ChangedHitContext>
      }
    />
  );
}

/** The address follows what is written, so that coming back from a record finds the results again. */
function SearchField({ q, onChange }: { q: string; onChange(q: string | undefined): void }) {
  const { t } = useTranslation('records');
  const [text, setText] = useState(q);
  const latest = useRef(onChange);
  latest.current = onChange;
  useEffect(() => setText(q), [q]);
  useEffect(() => {
    if (text.trim() === q) return;
    const timer = setTimeout(() => latest.current(text.trim() || undefined), 300);
    return () => clearTimeout(timer);
  }, [text, q]);
  return (
    <TextInput
      className="grow"
      leftSection={<IconSearch size={18} />}
      placeholder={t('placeholder')}
      aria-label={t('placeholder')}
      value={text}
      onChange={(e) => setText(e.currentTarget.value)}
      type="search"
      id="records-search"
    />
  );
}

interface HeadProps {
  search: RecordsSearch;
  found: Records;
  onChange(next: Partial<RecordsSearch>): void;
}

function Head({ search, found: { facets }, onChange }: HeadProps) {
  const { t } = useTranslation('records');
  const exporting = useClient((s) => mayExportSomewhere(s.me));
  const { counted = 0, more = false } = facets.data ?? {};
  return (
    <div className="records-head">
      <p className="dim" role="status">
        {facets.data && (more ? t('countMore', { n: counted }) : t('count', { count: counted }))}
        {more && <span className="wide-only"> · {t('countedNewest', { n: counted })}</span>}
      </p>
      <span className="grow" />
      <Link to="/commitments" className="link">
        {t('commitments')}
      </Link>
      {exporting && (
        <Link to="/exports" search={fromHere(search, facets.data)} className="link">
          {t('exports')}
        </Link>
      )}
      {search.q && (
        <SegmentedControl
          size="xs"
          aria-label={t('sorting')}
          value={search.sort ?? 'newest'}
          onChange={(sort) => onChange({ sort: sort === 'best' ? 'best' : undefined })}
          data={[
            { value: 'newest', label: t('newest') },
            { value: 'best', label: t('best') },
          ]}
        />
      )}
    </div>
  );
}

interface FoundProps {
  search: RecordsSearch;
  found: Records;
  open: string | undefined;
  onClear(): void;
}

function Found({ search, found: { pages }, open, onClear }: FoundProps) {
  const { t } = useTranslation(['records', 'app']);
  const walk = useWalk(pages.items, open);
  const { items, loaded, loading, error, more } = pages;
  const narrowed = isNarrowed(search);
  if (error && items.length === 0) return <Empty title={error} />;
  if (!loaded)
    return (
      <Later>
        <p className="dim">{t('app:loading')}</p>
      </Later>
    );
  if (items.length === 0 && !narrowed && !search.q)
    return <Empty icon={<IconArchive />} title={t('emptyTitle')} text={t('emptyText')} />;
  if (items.length === 0)
    return (
      <Empty
        icon={<IconArchive />}
        title={t('nothingTitle')}
        text={t('nothingText')}
        action={
          narrowed && (
            <Button variant="default" onClick={onClear}>
              {t('clearAll')}
            </Button>
          )
        }
      />
    );
  return (
    <>
      <RecordList items={items} open={open} current={walk.current} hold={walk.hold} onFocus={walk.choose} />
      <MoreButton loading={loading} more={more} />
      <Keys />
    </>
  );
}

/** Answers whether it is there. */
const focusOn = (id: string): boolean => {
  const field = document.getElementById(id);
  field?.focus();
  return field !== null;
};

/** The list's one current record: where the keys act. */
function useWalk(items: readonly RecordHit[], open: string | undefined) {
  const navigate = useNavigate();
  const rows = useRef(new Map<string, HTMLAnchorElement>());
  const [chosen, setChosen] = useState<string>();
  const keys = items.map(keyOf);
  const current = [chosen, open].find((key) => key !== undefined && keys.includes(key));
  const focus = (key: string | undefined): void => {
    if (key === undefined) return;
    setChosen(key);
    rows.current.get(key)?.focus();
  };
  useRecordKeys({
    move: (by) => focus(keys[current === undefined ? 0 : Math.min(keys.length - 1, Math.max(0, keys.indexOf(current) + by))]),
    open: () => current !== undefined && rows.current.get(current)?.click(),
    search: () => document.getElementById('records-search')?.focus(),
    label: () => focusOn(labelField),
    close: () => {
      if (open === undefined) return false;
      void navigate({ to: '/records', search: (old: object) => old });
      focus(open);
      return true;
    },
  });
  return {
    current,
    choose: setChosen,
    hold: (key: string, node: HTMLAnchorElement | null): void =>
      void (node ? rows.current.set(key, node) : rows.current.delete(key)),
  };
}

function Keys() {
  const { t } = useTranslation('records');
  return (
    <KeyHints
      keys={[
        [['J', 'K'], t('keyMove')],
        [['Enter'], t('keyOpen')],
        [['L'], t('keyLabel')],
        [['/'], t('keySearch')],
        [['Esc'], t('keyClose')],
      ]}
    />
  );
}
