import { Button, Group, TextInput } from '@mantine/core';
import type { Inbox, InboxSettings } from '@rapport/contract';
import { type FormEvent, useState } from 'react';
import { useAct } from '../../../app/answers.ts';
import { useDoor } from '../../../app/client.tsx';
import { toast } from '../../../app/toasts.tsx';
import { useTranslation } from '../../../app/translation.tsx';
import { useMay } from '../../retention/use-may.ts';
import { BackLink } from '../back-link.tsx';
import { AfterFields } from './after-fields.tsx';
import { HoursField } from './hours-field.tsx';
import { PromisedFields } from './promised-fields.tsx';
import { RoutingFields } from './routing-fields.tsx';
import { SourcesField } from './sources-field.tsx';
import { WhoAndWhence } from './who-and-whence.tsx';
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
  const change = (with_: Partial<InboxSettings>): void => setNow((old) => ({ ...old, settings: { ...old.settings, ...with_ } }));
  const part = { settings: now.settings, change };
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    // Of a dialog over it, React tells this form too.
    if (event.target === event.currentTarget) save(now);
  };
  return (
    <form className="admin-page" onSubmit={submit} aria-label={t('changeOf', { name: inbox.name })}>
      <BackLink part="inboxes" />
      <h1>{inbox.name}</h1>
      <WhoAndWhence inbox={inbox} sources={now.sources} />
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
      <HoursField hours={now.hours} onChange={(hours) => setNow({ ...now, hours })} />
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
