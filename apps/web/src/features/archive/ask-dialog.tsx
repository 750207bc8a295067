import { Button, MultiSelect, NumberInput, Radio, Stack, Textarea, TextInput } from '@mantine/core';
import type { Input, SearchPlace, User } from '@rapport/contract';
import { type FormEvent, useState } from 'react';
import { useAct, useAnswer } from '../../app/answers.ts';
import { useDoor } from '../../app/client.tsx';
import { Dialog, DialogFoot } from '../../app/dialog.tsx';
import { toast } from '../../app/toasts.tsx';
import { useTranslation } from '../../app/translation.tsx';
import { useClock } from '../../app/use-clock.ts';
import { dayAfter, instantOf } from '../../app/zoned.ts';
import { departmentOptions, useDepartments } from '../people/departments.ts';
import { PeoplePicker } from '../people/people-picker.tsx';
import { PlaceChoice } from './place-choice.tsx';

interface Wish {
  purpose: string;
  places: SearchPlace[];
  people: User[];
  departments: string[];
  reach: 'said' | 'with';
  from: string;
  until: string;
  days: number;
}

const none: Wish = { purpose: '', places: [], people: [], departments: [], reach: 'said', from: '', until: '', days: 7 };

/** What is wrong with it, before it is sent. */
function problemOf(wish: Wish): 'boundless' | 'backwards' | undefined {
  const named = wish.places.length + wish.people.length + wish.departments.length;
  if (named === 0 && wish.from === '' && wish.until === '') return 'boundless';
  return wish.from !== '' && wish.until !== '' && wish.until < wish.from ? 'backwards' : undefined;
}

const inputOf = (wish: Wish, zone: string | undefined): Input<'archive.ask'> => ({
  purpose: wish.purpose.trim(),
  days: wish.days,
  scope: {
    conversations: wish.places.map(({ id }) => id),
    people: wish.people.map(({ id }) => id),
    departments: wish.departments as never[],
    reach: wish.reach,
    ...(wish.from ? { from: instantOf(wish.from, 0, zone) } : {}),
    ...(wish.until ? { until: instantOf(dayAfter(wish.until, 1), 0, zone) } : {}),
  },
});

/** What for, at what, for how long; and whether somebody else has to agree. */
export function AskDialog({ onClose, onAsked }: { onClose(): void; onAsked(): void }) {
  const { t } = useTranslation('archive');
  const client = useDoor();
  const { zone } = useClock();
  const { act, busy } = useAct();
  const rule = useAnswer('archive.rule', {}).data;
  const [wish, setWish] = useState(none);
  const [tried, setTried] = useState(false);
  const set = (next: Partial<Wish>): void => setWish((old) => ({ ...old, ...next }));
  const problem = problemOf(wish);
  const submit = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    setTried(true);
    if (problem) return;
    const made = await act(() => client.call('archive.ask', inputOf(wish, zone)));
    if (!made) return;
    toast({ kind: 'success', text: t(made.state === 'open' ? 'opened' : 'asked') });
    onAsked();
  };
  return (
    <Dialog title={t('ask')} onClose={onClose} size="lg">
      <form onSubmit={submit}>
        <Stack gap={14}>
          <Textarea
            label={t('purpose')}
            description={t('purposeHint')}
            value={wish.purpose}
            onChange={(e) => set({ purpose: e.currentTarget.value })}
            maxLength={2_000}
            autosize
            minRows={2}
            required
            data-autofocus
          />
          <ScopeFields wish={wish} set={set} />
          <NumberInput
            label={t('days')}
            description={t('daysHint')}
            min={1}
            max={90}
            allowDecimal={false}
            value={wish.days}
            onChange={(days) => set({ days: Number(days) || 1 })}
          />
          {tried && problem && <p role="alert">{t(problem)}</p>}
          {rule && <p className="dim">{t(rule.second && rule.others ? 'secondTold' : 'aloneTold')}</p>}
          <DialogFoot onCancel={onClose}>
            <Button type="submit" loading={busy}>
              {t('send')}
            </Button>
          </DialogFoot>
        </Stack>
      </form>
    </Dialog>
  );
}

function ScopeFields({ wish, set }: { wish: Wish; set(next: Partial<Wish>): void }) {
  const { t } = useTranslation('archive');
  const departments = useDepartments();
  return (
    <>
      <PlaceChoice chosen={wish.places} onChange={(places) => set({ places })} />
      <PeoplePicker label={t('people')} chosen={wish.people} onChange={(people) => set({ people })} withMe />
      <MultiSelect
        label={t('departments')}
        searchable
        value={wish.departments}
        data={departmentOptions(departments)}
        onChange={(chosen) => set({ departments: chosen })}
      />
      {wish.people.length + wish.departments.length > 0 && (
        <Radio.Group
          label={t('reach')}
          value={wish.reach}
          onChange={(reach) => set({ reach: reach === 'with' ? 'with' : 'said' })}
        >
          <Stack gap={6} mt={4}>
            <Radio value="said" label={t('reachSaid')} />
            <Radio value="with" label={t('reachWith')} />
          </Stack>
        </Radio.Group>
      )}
      <div className="archive-days">
        <TextInput type="date" label={t('from')} value={wish.from} onChange={(e) => set({ from: e.currentTarget.value })} />
        <TextInput type="date" label={t('until')} value={wish.until} onChange={(e) => set({ until: e.currentTarget.value })} />
      </div>
    </>
  );
}
