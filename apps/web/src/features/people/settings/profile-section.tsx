import { Button, FileButton, Select, TextInput } from '@mantine/core';
import type { Me } from '@rapport/contract';
import { type FormEvent, useMemo, useState } from 'react';
import { useAct } from '../../../app/answers.ts';
import { useDoor } from '../../../app/client.tsx';
import { toast } from '../../../app/toasts.tsx';
import { useTranslation } from '../../../app/translation.tsx';
import { UploadError, upload } from '../../files/uploads.ts';
import { PersonAvatar } from '../avatar.tsx';
import { Section } from './section.tsx';
import { type ChangeProfile, StatusForm } from './status-form.tsx';

export function ProfileSection({ me }: { me: Me }) {
  const { t } = useTranslation(['settings', 'people']);
  const client = useDoor();
  const { act, busy } = useAct();
  const change: ChangeProfile = async (input) => {
    const done = await act(() => client.call('people.changeProfile', input));
    if (done) {
      void client.needPeople([done.id], true);
      toast({ kind: 'success', text: t('saved') });
    }
    return done !== undefined;
  };
  return (
    <Section title={t('profile')}>
      <PictureLine me={me} change={change} />
      <ProfileForm me={me} change={change} busy={busy} />
      <StatusForm me={me} change={change} />
    </Section>
  );
}

function PictureLine({ me, change }: { me: Me; change: ChangeProfile }) {
  const { t } = useTranslation(['settings', 'people', 'app']);
  const [busy, setBusy] = useState(false);
  const choose = async (file: File | null): Promise<void> => {
    if (!file) return;
    setBusy(true);
    try {
      const id = await upload(file, { name: file.name, onProgress: () => undefined, onPlace: () => undefined }).done;
      await change({ avatar: id as never });
    } catch (error) {
      toast({ kind: 'danger', text: (error instanceof UploadError && error.detail) || t('app:unreachable') });
    } finally {
      setBusy(false);
    }
  };
  return (
    <div className="picture-line">
      <PersonAvatar id={me.user.id} size={64} />
      <FileButton onChange={(file) => void choose(file)} accept="image/png,image/jpeg,image/webp,image/gif,image/avif">
        {(props) => (
          <Button {...props} variant="default" size="xs" loading={busy}>
            {t('choosePicture')}
          </Button>
        )}
      </FileButton>
      {me.user.avatar && (
        <Button variant="subtle" color="gray" size="xs" onClick={() => void change({ avatar: null })}>
          {t('removePicture')}
        </Button>
      )}
    </div>
  );
}

function ProfileForm({ me, change, busy }: { me: Me; change: ChangeProfile; busy: boolean }) {
  const { t } = useTranslation(['settings', 'people', 'app']);
  const { name, title, phone, timeZone } = me.user;
  const [given, setGiven] = useState({ name, title, phone, timeZone });
  const zones = useMemo(() => [...new Set([timeZone, ...Intl.supportedValuesOf('timeZone')])], [timeZone]);
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    void change(given);
  };
  const set = (part: Partial<typeof given>): void => setGiven({ ...given, ...part });
  return (
    <form onSubmit={submit} className="form-grid">
      <TextInput
        label={t('name')}
        value={given.name}
        onChange={(e) => set({ name: e.currentTarget.value })}
        maxLength={80}
        required
      />
      <TextInput
        label={t('title')}
        placeholder={t('titleExample')}
        value={given.title}
        onChange={(e) => set({ title: e.currentTarget.value })}
        maxLength={120}
      />
      <TextInput label={t('email')} value={me.user.email ?? ''} readOnly variant="filled" />
      <TextInput
        label={t('phone')}
        type="tel"
        value={given.phone}
        onChange={(e) => set({ phone: e.currentTarget.value })}
        maxLength={40}
      />
      <Select
        label={t('timeZone')}
        data={zones}
        value={given.timeZone}
        searchable
        limit={50}
        allowDeselect={false}
        onChange={(zone) => zone && set({ timeZone: zone })}
      />
      <div className="form-end">
        <Button type="submit" loading={busy}>
          {t('app:save')}
        </Button>
      </div>
    </form>
  );
}
