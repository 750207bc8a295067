import { Button, Select, TextInput } from '@mantine/core';
import type { AuditEntry, Input, User } from '@rapport/contract';
import { IconDownload } from '@tabler/icons-react';
import { useState } from 'react';
import { useAct } from '../../../app/answers.ts';
import { useDoor } from '../../../app/client.tsx';
import { Empty } from '../../../app/empty.tsx';
import { MoreButton } from '../../../app/more-button.tsx';
import { usePages } from '../../../app/pages.ts';
import { toast } from '../../../app/toasts.tsx';
import { useTranslation } from '../../../app/translation.tsx';
import { useClock } from '../../../app/use-clock.ts';
import { dayAfter, instantOf } from '../../../app/zoned.ts';
import { PeoplePicker } from '../../people/people-picker.tsx';
import { usePeopleNeeded } from '../../people/person-name.ts';
import { downloadText } from '../download.ts';
import { acts } from './acts.ts';
import { AuditRow } from './audit-row.tsx';
import { csvOf } from './csv.ts';
import { useTold } from './use-told.ts';

type Filter = Omit<Input<'access.auditList'>, 'cursor' | 'limit'>;
/** Most entries of one export. */
const exportMost = 20_000;

/** What administrators did: filtered by person, act and day; exported as a table. */
export function AuditPage() {
  const { t } = useTranslation('access');
  const client = useDoor();
  const [filter, setFilter] = useState<Filter>({});
  const ask = (cursor: string | undefined) =>
    client.call('access.auditList', { ...filter, limit: 100, ...(cursor ? { cursor } : {}) });
  const pages = usePages<AuditEntry>(JSON.stringify(filter), ask);
  const told = useTold();
  usePeopleNeeded(peopleIn(pages.items));
  const { act, busy } = useAct();
  const exportAll = (): void =>
    void act(async () => {
      const entries: AuditEntry[] = [];
      let cursor: string | undefined;
      do {
        const page = await client.call('access.auditList', { ...filter, limit: 200, ...(cursor ? { cursor } : {}) });
        entries.push(...page.items);
        cursor = page.next;
      } while (cursor && entries.length < exportMost);
      const rows = await told.rowsOf(entries);
      const head = [t('auditAt'), t('auditWho'), t('auditAct'), t('auditSubject'), t('auditDetail'), t('auditPlace')];
      downloadText(`rapport-audit-${new Date().toISOString().slice(0, 10)}.csv`, csvOf([head, ...rows]));
      toast({ kind: 'success', text: t('auditExported', { count: entries.length }) });
    });
  return (
    <div className="admin-page">
      <div className="admin-title-line">
        <h1 className="grow">{t('auditTitle')}</h1>
        <Button variant="default" leftSection={<IconDownload size={16} />} loading={busy} onClick={exportAll}>
          {t('auditExport')}
        </Button>
      </div>
      <p className="admin-lead">{t('auditLead')}</p>
      <Filters onChange={setFilter} />
      {pages.error && <p role="alert">{pages.error}</p>}
      {pages.loaded && !pages.error && pages.items.length === 0 && <Empty title={t('auditNothing')} />}
      <ul className="plain-list admin-list-body">
        {pages.items.map((entry) => (
          <AuditRow key={entry.id} entry={entry} told={told} />
        ))}
      </ul>
      <MoreButton more={pages.more} />
    </div>
  );
}

/** Whom entries speak of. */
const peopleIn = (entries: readonly AuditEntry[]): string[] => [
  ...new Set(
    entries.flatMap((entry) => [
      ...(entry.actor ? [entry.actor] : []),
      ...(entry.subjectKind === 'user' && entry.subject ? [entry.subject] : []),
    ]),
  ),
];

function Filters({ onChange }: { onChange(filter: Filter): void }) {
  const { t } = useTranslation('access');
  const clock = useClock();
  const [actor, setActor] = useState<User[]>([]);
  const [act, setAct] = useState<string | null>(null);
  const [from, setFrom] = useState('');
  const [to, setTo] = useState('');
  const tell = (next: { actor?: User[]; act?: string | null; from?: string; to?: string }): void => {
    const all = { actor, act, from, to, ...next };
    setActor(all.actor);
    setAct(all.act);
    setFrom(all.from);
    setTo(all.to);
    const zone = clock.zone ?? Intl.DateTimeFormat().resolvedOptions().timeZone;
    const [one] = all.actor;
    onChange({
      ...(one ? { actor: one.id } : {}),
      ...(all.act ? { act: all.act } : {}),
      ...(all.from ? { after: instantOf(all.from, 0, zone) } : {}),
      ...(all.to ? { before: instantOf(dayAfter(all.to, 1), 0, zone) } : {}),
    });
  };
  return (
    <div className="audit-filters">
      <PeoplePicker label={t('auditWho')} chosen={actor} onChange={(chosen) => tell({ actor: chosen.slice(-1) })} withMe />
      <Select
        label={t('auditWhat')}
        clearable
        searchable
        value={act}
        onChange={(value) => tell({ act: value })}
        data={Object.entries(acts).map(([value, label]) => ({ value, label: t(label) }))}
      />
      <TextInput type="date" label={t('auditFrom')} value={from} onChange={(e) => tell({ from: e.currentTarget.value })} />
      <TextInput type="date" label={t('auditTo')} value={to} onChange={(e) => tell({ to: e.currentTarget.value })} />
    </div>
  );
}
