import { Button, Group, Select, TextInput } from '@mantine/core';
import type { Inbox, InboxSettings } from '@rapport/contract';
import { type FormEvent, useState } from 'react';
import { useAct, useAnswer } from '../../../app/answers.ts';
import { useClient, useDoor } from '../../../app/client.tsx';
import { toast } from '../../../app/toasts.tsx';
import { useTranslation } from '../../../app/translation.tsx';
import { Section } from '../../people/settings/section.tsx';
import { useMay } from '../../retention/use-may.ts';
import { WeekGlance } from '../hours/week-glance.tsx';
import { AfterFields } from './after-fields.tsx';
import { PromisedFields } from './promised-fields.tsx';
import { RoutingFields } from './routing-fields.tsx';
import { SourcesField } from './sources-field.tsx';
import '../../people/settings/settings.css';
import '../../retention/retention.css';

interface Props {
  inbox: Inbox;
  onDone(): void;
  onClose(): void;
}

function useSave(inbox: Inbox, { onDone, onClose }: Pick<Props, 'onDone' | 'onClose'>) {
  const { t } = useTranslation('access');
  const client = useDoor();
  const { act, busy } = useAct();
  const save = (now: Inbox): void =>
    void act(async () => {
      const { name, hours, settings, sources } = now;
      await client.call('inbox.save', { inbox: inbox.id, name: name.trim(), hours, settings });
      if (JSON.stringify(sources) !== JSON.stringify(inbox.sources))
        await client.call('inbox.setSources', { inbox: inbox.id, sources });
      toast({ kind: 'success', text: t('saved') });
      onDone();
      onClose();
    });
  return { save, busy };
}

/** All about one inbox, saved at once. */
export function InboxEditor({ inbox, onDone, onClose }: Props) {
  const { t } = useTranslation(['inboxSettings', 'app']);
  const [now, setNow] = useState(inbox);
  const { save, busy } = useSave(inbox, { onDone, onClose });
  const everywhere = useMay('inbox.configure');
  const team = useClient((s) => s.conversations[inbox.group]?.name);
  const change = (with_: Partial<InboxSettings>): void => setNow((old) => ({ ...old, settings: { ...old.settings, ...with_ } }));
  const part = { settings: now.settings, change };
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    save(now);
  };
  return (
    <form className="admin-page" onSubmit={submit} aria-label={t('changeOf', { name: inbox.name })}>
      <h1>{inbox.name}</h1>
      <p className="admin-lead">{t('editorLead', { team: team ?? t('teamUnknown') })}</p>
      <TextInput
        label={t('name')}
        maw={420}
        mb={24}
        required
        maxLength={80}
        value={now.name}
        onChange={({ currentTarget: { value } }) => setNow({ ...now, name: value })}
      />
      {everywhere && <SourcesField sources={now.sources} onChange={(sources) => setNow({ ...now, sources })} />}
      <Hours hours={now.hours} onChange={(hours) => setNow({ ...now, hours })} />
      <PromisedFields {...part} />
      <RoutingFields {...part} />
      <AfterFields {...part} />
      <Group justify="flex-end" className="rules-foot">
        <Button variant="default" onClick={onClose}>
          {t('app:cancel')}
        </Button>
        <Button type="submit" loading={busy} disabled={!now.name.trim()}>
          {t('app:save')}
        </Button>
      </Group>
    </form>
  );
}

function Hours({ hours, onChange }: { hours: string | null; onChange(hours: string | null): void }) {
  const { t } = useTranslation('inboxSettings');
  const known = useAnswer('inbox.hours', {}).data?.hours ?? [];
  const chosen = known.find(({ id }) => id === hours);
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
    </Section>
  );
}
