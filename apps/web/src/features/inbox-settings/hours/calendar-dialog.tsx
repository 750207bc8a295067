import { Button, FileInput, Stack, TextInput } from '@mantine/core';
import type { HolidayCalendar, Output } from '@rapport/contract';
import { useState } from 'react';
import { useAct } from '../../../app/answers.ts';
import { useDoor } from '../../../app/client.tsx';
import { Dialog, DialogFoot } from '../../../app/dialog.tsx';
import { toast } from '../../../app/toasts.tsx';
import { useTranslation } from '../../../app/translation.tsx';
import { DayList } from './day-list.tsx';

interface Props {
  calendar: HolidayCalendar | null;
  onDone(): void;
  onClose(): void;
}

type Tried = Output<'inbox.saveCalendar'> & { text: string };

/** A file is read and shown first: what it says of which day, and what in it is passed over. */
export function CalendarDialog({ calendar, onDone, onClose }: Props) {
  const { t } = useTranslation(['inboxSettings', 'access']);
  const client = useDoor();
  const { act, busy } = useAct();
  const [name, setName] = useState(calendar?.name ?? '');
  const [tried, setTried] = useState<Tried | null>(null);
  const asked = (text: string, named: string) => ({
    ...(calendar ? { calendar: calendar.id } : {}),
    name: named.trim() || t('calendar'),
    text,
  });
  const read = (file: File | null): void => {
    setTried(null);
    if (!file) return;
    const named = name.trim() || file.name.replace(/\.[a-z]+$/i, '');
    void act(async () => {
      const text = await file.text();
      const answer = await client.call('inbox.saveCalendar', { ...asked(text, named), try: true });
      setName(named.slice(0, 80));
      setTried({ ...answer, text });
    });
  };
  const keep = (): void =>
    void act(async () => {
      if (!tried) return;
      await client.call('inbox.saveCalendar', asked(tried.text, name));
      toast({ kind: 'success', text: t('access:saved') });
      onDone();
      onClose();
    });
  return (
    <Dialog onClose={onClose} size="lg" title={calendar ? t('renewOf', { name: calendar.name }) : t('importCalendar')}>
      <Stack>
        <p className="dim">{t('importText')}</p>
        <FileInput
          label={t('file')}
          placeholder={t('chooseFile')}
          accept=".ics,.json,text/calendar,application/json"
          onChange={read}
          data-autofocus
        />
        <TextInput label={t('name')} maxLength={80} value={name} onChange={(e) => setName(e.currentTarget.value)} />
        {tried && <Preview tried={tried} />}
        <DialogFoot onCancel={onClose}>
          <Button loading={busy} disabled={!tried || !name.trim()} onClick={keep}>
            {t('keepCalendar')}
          </Button>
        </DialogFoot>
      </Stack>
    </Dialog>
  );
}

function Preview({ tried: { calendar, passed, passedOver } }: { tried: Tried }) {
  const { t } = useTranslation('inboxSettings');
  const worked = calendar.days.filter(({ kind }) => kind === 'working').length;
  return (
    <section aria-label={t('preview')}>
      <p className="strong">{t('calendarSum', { closed: calendar.days.length - worked, worked })}</p>
      <div className="csv-preview">
        <DayList days={calendar.days} />
      </div>
      {passed > 0 && (
        <div className="admin-note">
          <p>{t('passed', { count: passed })}</p>
          <ul>
            {passedOver.map((one, i) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: entries may say the same
              <li key={i}>{one}</li>
            ))}
          </ul>
        </div>
      )}
    </section>
  );
}
