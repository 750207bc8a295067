import { Button, Select, TextInput } from '@mantine/core';
import { IconX } from '@tabler/icons-react';
import { useTranslation } from '../../app/translation.tsx';
import type { Period } from './period.ts';
import { type Change, dayCounts, type Report, type ReportsSearch, type Span, spans } from './reports-search.ts';

const dayNames = { 7: 'days7', 28: 'days28', 90: 'days90', 365: 'days365' } as const;

interface ChoicesProps {
  search: ReportsSearch;
  period: Period | undefined;
  inboxes: Report['inboxes'];
  change: Change;
}

/** Of which time, by what, of which inbox. */
export function Choices({ search, period, inboxes, change }: ChoicesProps) {
  const { t } = useTranslation('reports');
  const own = search.from !== undefined;
  const days = own ? 'custom' : String(search.days ?? 28);
  return (
    <div className="reports-choices">
      <Select
        label={t('period')}
        value={days}
        allowDeselect={false}
        data={[
          ...dayCounts.map((one) => ({ value: String(one), label: t(dayNames[one]) })),
          { value: 'custom', label: t('custom') },
        ]}
        onChange={(value) =>
          value === 'custom'
            ? change({ from: period?.from, until: period?.until, days: undefined })
            : change({ days: Number(value) as 7, from: undefined, until: undefined, span: undefined })
        }
      />
      {own && <Days search={search} change={change} />}
      <Select
        label={t('span')}
        value={period?.span ?? 'day'}
        allowDeselect={false}
        data={spans.map((one) => ({ value: one, label: t(one) }))}
        onChange={(value) => change({ span: value as Span })}
      />
      {inboxes.length > 1 && (
        <Select
          label={t('inbox')}
          value={search.inbox ?? ''}
          allowDeselect={false}
          data={[{ value: '', label: t('allInboxes') }, ...inboxes.map(({ id, name }) => ({ value: id as string, label: name }))]}
          onChange={(value) => change({ inbox: value || undefined })}
        />
      )}
    </div>
  );
}

function Days({ search, change }: Pick<ChoicesProps, 'search' | 'change'>) {
  const { t } = useTranslation('reports');
  const set = (name: 'from' | 'until') => (event: { currentTarget: { value: string } }) => {
    if (event.currentTarget.value) change({ [name]: event.currentTarget.value });
  };
  return (
    <>
      <TextInput type="date" label={t('from')} value={search.from ?? ''} max={search.until} onChange={set('from')} />
      <TextInput type="date" label={t('until')} value={search.until ?? ''} min={search.from} onChange={set('until')} />
    </>
  );
}

/** What it is narrowed to besides an inbox; pressed, it is so no more. */
export function Narrowed({ search, report, change }: { search: ReportsSearch; report: Report | undefined; change: Change }) {
  const { t } = useTranslation('reports');
  const nameOf = (key: string): string => report?.rows.find((row) => row.key === key)?.name || t('noName');
  const chosen = [
    ...(search.agent ? [{ field: 'agent', text: t('narrowedAgent', { name: nameOf(search.agent) }) }] : []),
    ...(search.label ? [{ field: 'label', text: t('narrowedLabel', { name: search.label }) }] : []),
    ...(search.account ? [{ field: 'account', text: t('narrowedChannel', { name: nameOf(search.account) }) }] : []),
  ];
  if (chosen.length === 0) return null;
  return (
    <div className="reports-narrowed">
      {chosen.map(({ field, text }) => (
        <Button
          key={field}
          size="xs"
          variant="light"
          rightSection={<IconX size={14} />}
          aria-label={t('widen', { name: text })}
          onClick={() => change({ [field]: undefined })}
        >
          {text}
        </Button>
      ))}
    </div>
  );
}
