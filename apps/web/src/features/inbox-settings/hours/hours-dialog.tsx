import { Button, Select, Stack, TextInput } from '@mantine/core';
import type { HolidayCalendar, WorkHours } from '@rapport/contract';
import { IconPlus, IconX } from '@tabler/icons-react';
import { type FormEvent, useMemo, useState } from 'react';
import { useAct } from '../../../app/answers.ts';
import { useClient, useDoor } from '../../../app/client.tsx';
import { Dialog, SaveFoot } from '../../../app/dialog.tsx';
import { IconButton } from '../../../app/icon-button.tsx';
import { toast } from '../../../app/toasts.tsx';
import { useTranslation } from '../../../app/translation.tsx';
import { isWhole } from '../../people/hours/hours.ts';
import { HoursEditor } from '../../people/hours/hours-editor.tsx';

type Given = Omit<WorkHours, 'id'>;

const day = [{ from: 540, to: 1080 }];
const usual = (zone: string): Given => ({ name: '', zone, week: [day, day, day, day, day, [], []], days: [], calendar: null });

interface Props {
  hours: WorkHours | null;
  calendars: readonly HolidayCalendar[];
  onDone(hours: string): void;
  onClose(): void;
}

/** A week of spans on the clock of a zone, a calendar, and single days besides. */
export function HoursDialog({ hours, calendars, onDone, onClose }: Props) {
  const { t } = useTranslation(['inboxSettings', 'access']);
  const client = useDoor();
  const { act, busy } = useAct();
  const mine = useClient((s) => s.me?.user.timeZone) ?? 'UTC';
  const [now, setNow] = useState<Given>(() => hours ?? usual(mine));
  const put = (with_: Partial<Given>): void => setNow((old) => ({ ...old, ...with_ }));
  const zones = useMemo(() => [...new Set([now.zone, ...Intl.supportedValuesOf('timeZone')])], [now.zone]);
  const whole = isWhole(now.week) && now.days.every(({ day: one }) => /^\d{4}-\d{2}-\d{2}$/.test(one));
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    const { name, zone, week, days, calendar } = now;
    void act(async () => {
      const { id } = await client.call('inbox.saveHours', {
        ...(hours ? { hours: hours.id } : {}),
        name: name.trim(),
        zone,
        week,
        days,
        calendar,
      });
      toast({ kind: 'success', text: t('access:saved') });
      onDone(id);
      onClose();
    });
  };
  return (
    <Dialog onClose={onClose} size={760} title={hours ? t('changeOf', { name: hours.name }) : t('newHours')}>
      <form onSubmit={submit}>
        <Stack>
          <div className="form-row">
            <TextInput
              label={t('name')}
              placeholder={t('hoursExample')}
              required
              maxLength={80}
              data-autofocus
              value={now.name}
              onChange={(e) => put({ name: e.currentTarget.value })}
            />
            <Select
              label={t('zone')}
              searchable
              allowDeselect={false}
              value={now.zone}
              data={zones}
              onChange={(zone) => put({ zone: zone ?? now.zone })}
            />
          </div>
          <HoursEditor value={now.week} onChange={(week) => put({ week })} />
          <Select
            label={t('calendar')}
            description={t('calendarHint')}
            clearable
            placeholder={t('noCalendar')}
            value={now.calendar}
            data={calendars.map(({ id, name }) => ({ value: id, label: name }))}
            onChange={(calendar) => put({ calendar })}
          />
          <SingleDays days={now.days} onChange={(days) => put({ days })} />
          {!whole && (
            <p role="alert" className="danger-text">
              {t('hoursWrong')}
            </p>
          )}
          {hours && <p className="dim">{t('reckonedAnew')}</p>}
          <SaveFoot onCancel={onClose} loading={busy} disabled={!whole || !now.name.trim()} />
        </Stack>
      </form>
    </Dialog>
  );
}

/** Days of one's own: closed, or worked instead; they go before the calendar's. */
function SingleDays({ days, onChange }: { days: WorkHours['days']; onChange(days: WorkHours['days']): void }) {
  const { t } = useTranslation('inboxSettings');
  const put = (i: number, next: Partial<WorkHours['days'][number]>): void =>
    onChange(days.map((old, j) => (j === i ? { ...old, ...next } : old)));
  return (
    <fieldset className="form-group">
      <legend>{t('singleDays')}</legend>
      <p className="dim">{t('singleDaysHint')}</p>
      <ul className="plain-list inbox-set-sources">
        {days.map(({ day: one, kind }, i) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a day that is being typed has nothing of its own but its place
          <li key={i} className="inbox-set-source">
            <TextInput
              type="date"
              aria-label={t('day')}
              required
              value={one}
              onChange={(e) => put(i, { day: e.currentTarget.value })}
            />
            <Select
              aria-label={t('dayKind')}
              allowDeselect={false}
              value={typeof kind === 'string' ? kind : 'own'}
              data={[
                { value: 'closed', label: t('dayClosed') },
                { value: 'working', label: t('dayWorked') },
                ...(typeof kind === 'string' ? [] : [{ value: 'own', label: t('dayOwn') }]),
              ]}
              onChange={(next) => (next === 'closed' || next === 'working') && put(i, { kind: next })}
            />
            <IconButton label={t('removeDay')} onClick={() => onChange(days.filter((_, j) => j !== i))}>
              <IconX size={16} />
            </IconButton>
          </li>
        ))}
      </ul>
      <Button
        size="compact-sm"
        variant="subtle"
        leftSection={<IconPlus size={14} />}
        disabled={days.length >= 400}
        onClick={() => onChange([...days, { day: '', kind: 'closed' }])}
      >
        {t('addDay')}
      </Button>
    </fieldset>
  );
}
