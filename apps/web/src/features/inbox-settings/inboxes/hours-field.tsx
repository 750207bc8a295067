import { Button, Group, Select } from '@mantine/core';
import { IconCalendarPlus, IconPencil, IconPlus } from '@tabler/icons-react';
import { useState } from 'react';
import { useAnswer } from '../../../app/answers.ts';
import { useTranslation } from '../../../app/translation.tsx';
import { Section } from '../../people/settings/section.tsx';
import { CalendarDialog } from '../hours/calendar-dialog.tsx';
import { HoursDialog } from '../hours/hours-dialog.tsx';
import { WeekGlance } from '../hours/week-glance.tsx';

interface Props {
  hours: string | null;
  onChange(hours: string | null): void;
}

/** When the team is there: hours that exist, or new ones made here, with the holidays they follow. */
export function HoursField({ hours, onChange }: Props) {
  const { t } = useTranslation('inboxSettings');
  const answer = useAnswer('inbox.hours', {});
  const { hours: known = [], calendars = [] } = answer.data ?? {};
  const [asked, ask] = useState<'new' | 'change' | 'calendar' | null>(null);
  const chosen = known.find(({ id }) => id === hours);
  const close = (): void => ask(null);
  const kept = (id: string): void => {
    answer.reload();
    onChange(id);
  };
  return (
    <Section title={t('hours')} text={t('hoursHint')}>
      <Select
        aria-label={t('hours')}
        maw={420}
        mb={12}
        allowDeselect={false}
        value={hours ?? ''}
        data={[{ value: '', label: t('always') }, ...known.map(({ id, name }) => ({ value: id, label: name }))]}
        onChange={(next) => onChange(next || null)}
      />
      {chosen && <WeekGlance week={chosen.week} />}
      <Group gap="xs" mt={12}>
        {chosen && (
          <Button size="xs" variant="default" leftSection={<IconPencil size={14} />} onClick={() => ask('change')}>
            {t('changeOf', { name: chosen.name })}
          </Button>
        )}
        <Button size="xs" variant="default" leftSection={<IconPlus size={14} />} onClick={() => ask('new')}>
          {t('newHours')}
        </Button>
        <Button size="xs" variant="default" leftSection={<IconCalendarPlus size={14} />} onClick={() => ask('calendar')}>
          {t('importCalendar')}
        </Button>
      </Group>
      {(asked === 'new' || asked === 'change') && (
        <HoursDialog hours={asked === 'change' ? (chosen ?? null) : null} calendars={calendars} onDone={kept} onClose={close} />
      )}
      {asked === 'calendar' && <CalendarDialog calendar={null} onDone={answer.reload} onClose={close} />}
    </Section>
  );
}
