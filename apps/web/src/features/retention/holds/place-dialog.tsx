import { Button, Group, SegmentedControl, Stack, Textarea, TextInput } from '@mantine/core';
import type { Input, Matter, SearchPlace, User } from '@rapport/contract';
import { type FormEvent, useState } from 'react';
import { useAct } from '../../../app/answers.ts';
import { useDoor } from '../../../app/client.tsx';
import { Dialog, DialogFoot } from '../../../app/dialog.tsx';
import { toast } from '../../../app/toasts.tsx';
import { useTranslation } from '../../../app/translation.tsx';
import { PeoplePicker } from '../../people/people-picker.tsx';
import { useDays } from '../day-fields.ts';
import { PlacePicker } from '../place-picker.tsx';

type Kind = 'organization' | 'conversation' | 'user';
const will = { organization: 'willHoldAll', conversation: 'willHoldConversation', user: 'willHoldPerson' } as const;

/** What is asked for, as it is filled in. */
function useHoldSketch() {
  const days = useDays();
  const [kind, setKind] = useState<Kind>('conversation');
  const [place, setPlace] = useState<SearchPlace | null>(null);
  const [people, setPeople] = useState<User[]>([]);
  const [from, setFrom] = useState('');
  const [until, setUntil] = useState('');
  const [reason, setReason] = useState('');
  const id = kind === 'conversation' ? place?.id : people[0]?.id;
  const [first, last] = [days.begin(from), days.end(until)];
  const input: Omit<Input<'holds.place'>, 'matter'> = {
    scope: kind === 'organization' ? { kind } : { kind, ...(id ? { id } : {}) },
    reason: reason.trim(),
    ...(first === undefined ? {} : { from: first }),
    ...(last === undefined ? {} : { until: last }),
  };
  const ready = kind === 'organization' || id !== undefined;
  return { kind, setKind, place, setPlace, people, setPeople, from, setFrom, until, setUntil, reason, setReason, input, ready };
}

export function PlaceDialog({ matter, onDone, onClose }: { matter: Matter; onDone(): void; onClose(): void }) {
  const { t } = useTranslation('retention');
  const client = useDoor();
  const { act, busy } = useAct();
  const sketch = useHoldSketch();
  const submit = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    if (!sketch.ready) return;
    const placed = await act(() => client.call('holds.place', { matter: matter.id, ...sketch.input }));
    if (!placed) return;
    toast({ kind: 'success', text: t('holdPlaced') });
    onDone();
    onClose();
  };
  return (
    <Dialog onClose={onClose} title={t('placeHoldFor', { name: matter.name })} size={560}>
      <form onSubmit={(event) => void submit(event)}>
        <Stack>
          <SegmentedControl
            aria-label={t('whatToHold')}
            value={sketch.kind}
            onChange={(value) => sketch.setKind(value as Kind)}
            data={[
              { value: 'conversation', label: t('oneConversation') },
              { value: 'user', label: t('onePerson') },
              { value: 'organization', label: t('wholeOrganization') },
            ]}
          />
          {sketch.kind === 'conversation' && (
            <PlacePicker label={t('oneConversation')} chosen={sketch.place} onChange={sketch.setPlace} />
          )}
          {sketch.kind === 'user' && (
            <PeoplePicker
              label={t('onePerson')}
              chosen={sketch.people}
              onChange={(chosen) => sketch.setPeople(chosen.slice(-1))}
              withMe
            />
          )}
          <p className="admin-note">{t(will[sketch.kind])}</p>
          <Group grow>
            <TextInput
              type="date"
              label={t('saidFrom')}
              value={sketch.from}
              onChange={(e) => sketch.setFrom(e.currentTarget.value)}
            />
            <TextInput
              type="date"
              label={t('saidUntil')}
              value={sketch.until}
              onChange={(e) => sketch.setUntil(e.currentTarget.value)}
            />
          </Group>
          <p className="dim admin-small">{t('spanHint')}</p>
          <Textarea
            label={t('holdReason')}
            autosize
            maxRows={6}
            maxLength={2000}
            value={sketch.reason}
            onChange={(e) => sketch.setReason(e.currentTarget.value)}
          />
          <DialogFoot onCancel={onClose}>
            <Button type="submit" loading={busy} disabled={!sketch.ready}>
              {t('placeHold')}
            </Button>
          </DialogFoot>
        </Stack>
      </form>
    </Dialog>
  );
}
