import { Button, Radio, Stack, Textarea, TextInput } from '@mantine/core';
import type { User } from '@rapport/contract';
import { useNavigate } from '@tanstack/react-router';
import { type FormEvent, useState } from 'react';
import { useAct } from '../../../app/answers.ts';
import { useClient, useDoor } from '../../../app/client.tsx';
import { Dialog, DialogFoot } from '../../../app/dialog.tsx';
import { useTranslation } from '../../../app/translation.tsx';
import { PeoplePicker } from '../../people/people-picker.tsx';

/** `open`: begins as a group that everybody finds; who may not make one makes a private one. */
export function CreateGroupDialog({ open = false, onClose }: { open?: boolean; onClose(): void }) {
  const { t } = useTranslation('conversations');
  const client = useDoor();
  const navigate = useNavigate();
  const mayOpen = useClient((s) => s.me?.permissions.includes('conversations.createOpen') ?? false);
  const { act, busy } = useAct();
  const [name, setName] = useState('');
  const [purpose, setPurpose] = useState('');
  const [visibility, setVisibility] = useState<'private' | 'open'>(open && mayOpen ? 'open' : 'private');
  const [people, setPeople] = useState<User[]>([]);

  const submit = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    const made = await act(() =>
      client.call('conversations.create', { name, purpose, visibility, members: people.map((p) => p.id) }),
    );
    if (!made) return;
    onClose();
    await navigate({ to: '/c/$conversation', params: { conversation: made.id }, search: {} });
  };

  return (
    <Dialog onClose={onClose} title={t('newGroup')}>
      <form onSubmit={submit}>
        <Stack>
          <TextInput
            label={t('groupName')}
            placeholder={t('groupNameExample')}
            value={name}
            onChange={(e) => setName(e.currentTarget.value)}
            maxLength={120}
            required
            data-autofocus
          />
          <Textarea
            label={t('purpose')}
            placeholder={t('purposeExample')}
            value={purpose}
            onChange={(e) => setPurpose(e.currentTarget.value)}
            maxLength={1000}
            autosize
            maxRows={4}
          />
          <PeoplePicker label={t('addPeople')} chosen={people} onChange={setPeople} />
          {mayOpen && (
            <Radio.Group
              label={t('visibility')}
              value={visibility}
              onChange={(value) => setVisibility(value === 'open' ? 'open' : 'private')}
            >
              <Stack gap={8} mt={8}>
                <Radio value="private" label={t('private')} description={t('privateHint')} />
                <Radio value="open" label={t('open')} description={t('openHint')} />
              </Stack>
            </Radio.Group>
          )}
          <DialogFoot onCancel={onClose}>
            <Button type="submit" loading={busy}>
              {t('create')}
            </Button>
          </DialogFoot>
        </Stack>
      </form>
    </Dialog>
  );
}
