import { Button, Checkbox, Group, SegmentedControl, Select, Stack, TextInput } from '@mantine/core';
import type { Message } from '@rapport/contract';
import { type FormEvent, useRef, useState } from 'react';
import { useAct } from '../../app/answers.ts';
import { useClient, useDoor } from '../../app/client.tsx';
import { copyText } from '../../app/copy.ts';
import { Dialog, DialogFoot } from '../../app/dialog.tsx';
import { MoreButton } from '../../app/more-button.tsx';
import { usePages } from '../../app/pages.ts';
import { toast } from '../../app/toasts.tsx';
import { useTranslation } from '../../app/translation.tsx';
import { usePeopleNeeded, usePersonName } from '../people/person-name.ts';
import { exactly } from './sign-dialogs.tsx';
import './signing.css';

interface Props {
  message: Message;
  onClose(): void;
}

/** Asks members, or makes a link for somebody outside. */
export function AskDialog(props: Props) {
  const { t } = useTranslation('signing');
  const invites = useClient((s) => s.me?.permissions.includes('signing.invite') ?? false);
  const [whom, setWhom] = useState('here');
  return (
    <Dialog onClose={props.onClose} title={t('askTitle')} size={560}>
      <Stack>
        {invites && (
          <SegmentedControl
            aria-label={t('askTitle')}
            value={whom}
            onChange={setWhom}
            data={[
              { value: 'here', label: t('fromHere') },
              { value: 'outside', label: t('fromOutside') },
            ]}
          />
        )}
        {whom === 'here' ? <AskHere {...props} /> : <AskOutside {...props} />}
      </Stack>
    </Dialog>
  );
}

function AskHere({ message, onClose }: Props) {
  const { t } = useTranslation('signing');
  const client = useDoor();
  const { act, busy } = useAct();
  const me = useClient((s) => s.me?.user.id);
  const { conversation } = message;
  const parent = useClient((s) => s.conversations[conversation]?.parent?.conversation);
  const pages = usePages(`signers ${conversation}`, (cursor) =>
    client.call('conversations.members', { conversation: (parent ?? conversation) as never, ...(cursor ? { cursor } : {}) }),
  );
  const others = pages.items.map((m) => m.user).filter((user) => user !== me);
  usePeopleNeeded(others);
  const [chosen, setChosen] = useState<readonly string[]>([]);
  const [text, setText] = useState('');
  const [error, setError] = useState('');
  const clientId = useRef(crypto.randomUUID());
  const submit = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    if (chosen.length === 0) return setError(t('askNobody'));
    const input = { ...exactly(message), users: chosen as never[], text, clientId: clientId.current };
    if (!(await act(() => client.call('signing.ask', input)))) return;
    toast({ kind: 'success', text: t('askSent') });
    onClose();
  };
  return (
    <form onSubmit={(event) => void submit(event)}>
      <Stack>
        <Checkbox.Group value={[...chosen]} onChange={setChosen} label={t('fromHere')} error={error || pages.error}>
          <Stack gap={8} mt={6} className="signing-people">
            {others.map((user) => (
              <Member key={user} user={user} />
            ))}
            <MoreButton more={pages.more} loading={pages.loading} />
          </Stack>
        </Checkbox.Group>
        <TextInput label={t('askText')} maxLength={1000} value={text} onChange={(e) => setText(e.currentTarget.value)} />
        <DialogFoot onCancel={onClose}>
          <Button type="submit" loading={busy}>
            {t('ask')}
          </Button>
        </DialogFoot>
      </Stack>
    </form>
  );
}

function Member({ user }: { user: string }) {
  return <Checkbox value={user} label={usePersonName(user)} />;
}

const lives = [1, 3, 7, 14, 30];

function AskOutside({ message, onClose }: Props) {
  const { t } = useTranslation('signing');
  const client = useDoor();
  const { act, busy } = useAct();
  const [to, setTo] = useState({ name: '', organization: '', email: '', days: 7 });
  const [made, setMade] = useState<{ link: string; mailed: boolean } | null>(null);
  const submit = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    const { name, organization, email, days } = to;
    await act(async () => {
      setMade(
        await client.call('signing.invite', {
          ...exactly(message),
          name: name.trim(),
          days,
          ...(organization.trim() ? { organization: organization.trim() } : {}),
          ...(email.trim() ? { email: email.trim() } : {}),
        }),
      );
    });
  };
  if (made) return <MadeLink {...made} name={to.name} onClose={onClose} />;
  return (
    <form onSubmit={(event) => void submit(event)}>
      <Stack>
        <p className="dim">{t('outsideHint')}</p>
        <TextInput
          label={t('name')}
          required
          maxLength={120}
          value={to.name}
          onChange={(e) => setTo({ ...to, name: e.currentTarget.value })}
        />
        <TextInput
          label={t('organization')}
          maxLength={200}
          value={to.organization}
          onChange={(e) => setTo({ ...to, organization: e.currentTarget.value })}
        />
        <TextInput
          label={t('email')}
          type="email"
          value={to.email}
          onChange={(e) => setTo({ ...to, email: e.currentTarget.value })}
        />
        <Select
          label={t('days')}
          allowDeselect={false}
          data={lives.map((count) => ({ value: String(count), label: t('daysOf', { count }) }))}
          value={String(to.days)}
          onChange={(days) => setTo({ ...to, days: Number(days ?? 7) })}
        />
        <DialogFoot onCancel={onClose}>
          <Button type="submit" loading={busy} disabled={to.name.trim() === ''}>
            {t('makeLink')}
          </Button>
        </DialogFoot>
      </Stack>
    </form>
  );
}

function MadeLink({ link, mailed, name, onClose }: { link: string; mailed: boolean; name: string; onClose(): void }) {
  const { t } = useTranslation('signing');
  return (
    <Stack>
      <p role="status">
        {t('linkMade', { name })} {mailed && t('linkMailed')}
      </p>
      <TextInput label={t('link')} readOnly value={link} onFocus={(e) => e.currentTarget.select()} />
      <Group justify="flex-end">
        <Button variant="default" autoFocus onClick={() => void copyText(link, t('linkCopied'))}>
          {t('copyLink')}
        </Button>
        <Button onClick={onClose}>{t('doneButton')}</Button>
      </Group>
    </Stack>
  );
}
