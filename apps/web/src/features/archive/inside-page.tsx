import { Button, TextInput } from '@mantine/core';
import type { Inspection, RecordHit } from '@rapport/contract';
import { IconFolderSearch, IconLock, IconSearch } from '@tabler/icons-react';
import { Link, useNavigate, useParams, useSearch } from '@tanstack/react-router';
import { type FormEvent, useState } from 'react';
import { useAct, useAnswer } from '../../app/answers.ts';
import { useDoor } from '../../app/client.tsx';
import { Empty } from '../../app/empty.tsx';
import { Later } from '../../app/later.tsx';
import { MoreButton } from '../../app/more-button.tsx';
import { fullTimeOf } from '../../app/times.ts';
import { toast } from '../../app/toasts.tsx';
import { useTranslation } from '../../app/translation.tsx';
import { useClock } from '../../app/use-clock.ts';
import { RecordsFrame } from '../records/records-frame.tsx';
import type { RecordsSearch } from '../records/records-search.ts';
import { ArchivedCard } from './archived-card.tsx';
import { HitList } from './hit-list.tsx';
import { stateWords } from './names.ts';
import { useFound } from './use-found.ts';
import { useScopeText } from './use-names.ts';
import '../records/card/card.css';
import './archive.css';

/** Inside an inspection: what it covers, searched and narrowed. Nothing is asked before it is pressed but the first page: each question is a look. */
export function InsidePage() {
  const { t } = useTranslation(['archive', 'app']);
  const { inspection } = useParams({ from: '/shell/archive/$inspection' });
  const { data, error } = useAnswer('archive.get', { inspection });
  if (error) return <Empty title={error} page />;
  if (!data)
    return (
      <Later>
        <p className="dim">{t('app:loading')}</p>
      </Later>
    );
  if (data.state !== 'open')
    return <Empty icon={<IconLock />} title={t('closedTitle')} text={t(stateWords[data.state])} action={<Back />} page />;
  return (
    <div className="archive-inside">
      <Banner one={data} />
      <Inside one={data} />
    </div>
  );
}

const Back = () => {
  const { t } = useTranslation('archive');
  return (
    <Link to="/archive" className="link">
      {t('back')}
    </Link>
  );
};

function Banner({ one }: { one: Inspection }) {
  const { t } = useTranslation('archive');
  const client = useDoor();
  const clock = useClock();
  const scope = useScopeText(one.scope);
  const { act, busy } = useAct();
  const pack = (): void =>
    void act(async () => {
      await client.call('archive.export', { inspection: one.id });
      toast({ kind: 'success', text: t('packTold') });
    });
  const wholes = one.scope.conversations.length > 0 || one.scope.people.length + one.scope.departments.length > 0;
  const whole = wholes && (one.scope.people.length + one.scope.departments.length === 0 || one.scope.reach === 'with');
  return (
    <section className="archive-banner" aria-label={t('scope')}>
      <Back />
      <div className="grow">
        <p className="strong">{one.purpose}</p>
        <p>{scope}</p>
        <p className="dim">
          {t('openUntil', { time: fullTimeOf(one.expiresAt, clock) })} · <span className="strong">{t('recorded')}</span>
        </p>
      </div>
      {whole && (
        <Button size="xs" variant="default" disabled={busy} onClick={pack}>
          {t('pack')}
        </Button>
      )}
    </section>
  );
}

function Inside({ one }: { one: Inspection }) {
  const { t } = useTranslation('archive');
  const search: RecordsSearch = useSearch({ from: '/shell/archive/$inspection' });
  const navigate = useNavigate();
  const [open, setOpen] = useState<RecordHit | null>(null);
  const found = useFound(one.id, search);
  const change = (next: Partial<RecordsSearch>): void =>
    void navigate({ to: '.', search: (old: object) => ({ ...old, ...next }) });
  return (
    <RecordsFrame
      title={one.purpose}
      search={search}
      facets={found.facets}
      onChange={change}
      field={<SearchField key={search.q ?? ''} q={search.q ?? ''} onSearch={(q) => change({ q })} />}
      head={search.q && search.kind !== 'recalled' && <p className="dim">{t('recalledNote')}</p>}
      found={<Found found={found} open={open} onOpen={setOpen} />}
      open={open !== null}
      beside={
        open && (
          <ArchivedCard
            key={`${open.conversation.id}/${open.seq}`}
            inspection={one.id}
            conversation={open.conversation.id}
            seq={open.seq}
            onClose={() => setOpen(null)}
          />
        )
      }
    />
  );
}

/** Words are searched when they are sent, not while they are written: each question is written down. */
function SearchField({ q, onSearch }: { q: string; onSearch(q: string | undefined): void }) {
  const { t } = useTranslation('archive');
  const [text, setText] = useState(q);
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    onSearch(text.trim() || undefined);
  };
  return (
    <form className="archive-search grow" onSubmit={submit}>
      <TextInput
        className="grow"
        type="search"
        leftSection={<IconSearch size={18} />}
        placeholder={t('search')}
        aria-label={t('search')}
        value={text}
        onChange={(e) => setText(e.currentTarget.value)}
      />
      <Button type="submit">{t('searchAct')}</Button>
    </form>
  );
}

interface FoundProps {
  found: ReturnType<typeof useFound>;
  open: RecordHit | null;
  onOpen(hit: RecordHit): void;
}

function Found({ found: { pages }, open, onOpen }: FoundProps) {
  const { t } = useTranslation(['archive', 'app']);
  const { items, loaded, loading, error, more } = pages;
  if (error && items.length === 0) return <Empty title={error} />;
  if (!loaded)
    return (
      <Later>
        <p className="dim">{t('app:loading')}</p>
      </Later>
    );
  if (items.length === 0) return <Empty icon={<IconFolderSearch />} title={t('nothing')} />;
  return (
    <>
      <HitList items={items} open={open} onOpen={onOpen} />
      <MoreButton loading={loading} more={more} />
    </>
  );
}
