import { Button, Popover, Select, TextInput } from '@mantine/core';
import type { Input, Me } from '@rapport/contract';
import { type FormEvent, useState } from 'react';
import { useTranslation } from '../../../app/translation.tsx';
import { EmojiGrid } from '../../composer/emoji-grid.tsx';

export type ChangeProfile = (change: Input<'people.changeProfile'>) => Promise<boolean>;

type Until = 'changed' | 'hour' | 'today' | 'week' | 'moment';

/** When a status ends, on the device's clock. */
function endOf(until: Until, moment: string, now = new Date()): number | null {
  if (until === 'changed') return null;
  if (until === 'moment') return moment === '' ? null : new Date(moment).getTime();
  if (until === 'hour') return now.getTime() + 3_600_000;
  const end = new Date(now);
  end.setHours(23, 59, 59, 0);
  // Sunday is 0: the week ends on it.
  if (until === 'week') end.setDate(end.getDate() + ((7 - end.getDay()) % 7));
  return end.getTime();
}

/** What is said most often, and how long it usually holds. */
const presets = [
  { emoji: '📅', text: 'statusMeeting', until: 'hour' },
  { emoji: '🎯', text: 'statusFocus', until: 'hour' },
  { emoji: '🍜', text: 'statusLunch', until: 'hour' },
  { emoji: '🏠', text: 'statusHome', until: 'today' },
  { emoji: '🚄', text: 'statusTravel', until: 'today' },
  { emoji: '🌴', text: 'statusLeave', until: 'week' },
] as const satisfies { emoji: string; text: string; until: Until }[];

/** What a moment field holds, on the device's clock. */
const fieldOf = (at: number): string => {
  const local = new Date(at - new Date(at).getTimezoneOffset() * 60_000);
  return local.toISOString().slice(0, 16);
};

export function StatusForm({ me, change }: { me: Me; change: ChangeProfile }) {
  const { t } = useTranslation(['settings', 'people', 'app']);
  const [text, setText] = useState(me.user.status?.text ?? '');
  const [emoji, setEmoji] = useState(me.user.status?.emoji ?? '');
  const ends = me.user.status?.until ?? null;
  const [until, setUntil] = useState<Until>(ends ? 'moment' : 'changed');
  const [moment, setMoment] = useState(ends ? fieldOf(ends) : '');
  const [picking, setPicking] = useState(false);
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    void change({ status: text || emoji ? { text, emoji, until: endOf(until, moment) } : null });
  };
  const clear = async (): Promise<void> => {
    if (!(await change({ status: null }))) return;
    setText('');
    setEmoji('');
  };
  const pick = (one: string): void => {
    setEmoji(one);
    setPicking(false);
  };
  return (
    <form onSubmit={submit} className="status-form">
      <div className="status-presets">
        {presets.map((one) => (
          <Button
            key={one.text}
            size="xs"
            variant="default"
            onClick={() => {
              setText(t(one.text));
              setEmoji(one.emoji);
              setUntil(one.until);
            }}
          >
            {one.emoji} {t(one.text)}
          </Button>
        ))}
      </div>
      <Popover opened={picking} onChange={setPicking} trapFocus returnFocus>
        <Popover.Target>
          <Button variant="default" px={10} aria-label={t('statusEmoji')} onClick={() => setPicking(!picking)}>
            {emoji || '🙂'}
          </Button>
        </Popover.Target>
        <Popover.Dropdown p={8}>
          <EmojiGrid onPick={pick} />
        </Popover.Dropdown>
      </Popover>
      <TextInput
        className="grow"
        label={t('status')}
        placeholder={t('statusExample')}
        value={text}
        onChange={(e) => setText(e.currentTarget.value)}
        maxLength={100}
      />
      <Select
        label={t('statusUntil')}
        value={until}
        allowDeselect={false}
        onChange={(value) => setUntil((value ?? 'changed') as Until)}
        data={[
          { value: 'changed', label: t('untilChanged') },
          { value: 'hour', label: t('untilHour') },
          { value: 'today', label: t('untilToday') },
          { value: 'week', label: t('untilWeek') },
          { value: 'moment', label: t('untilMoment') },
        ]}
      />
      {until === 'moment' && (
        <TextInput
          type="datetime-local"
          label={t('statusMoment')}
          value={moment}
          min={fieldOf(Date.now())}
          onChange={(e) => setMoment(e.currentTarget.value)}
          required
        />
      )}
      <Button type="submit" variant="light">
        {t('app:save')}
      </Button>
      {me.user.status && (
        <Button variant="subtle" color="gray" onClick={() => void clear()}>
          {t('statusClear')}
        </Button>
      )}
    </form>
  );
}
