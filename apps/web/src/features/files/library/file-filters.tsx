import { Select, TextInput } from '@mantine/core';
import type { File, User } from '@rapport/contract';
import { useMemo } from 'react';
import { useClient } from '../../../app/client.tsx';
import { useTranslation } from '../../../app/translation.tsx';
import { lastActivity, nameOf } from '../../conversations/naming.ts';
import { useNameWords } from '../../conversations/use-conversation-name.ts';
import { PeoplePicker } from '../../people/people-picker.tsx';
import { usePeopleNeeded } from '../../people/person-name.ts';
import type { FilesSearch } from './files-search.ts';

interface Props {
  search: FilesSearch;
  onChange(next: Partial<FilesSearch>): void;
}

/** Where, what, by whom, when: each narrows, none is needed. */
export function FileFilters({ search, onChange }: Props) {
  const { t } = useTranslation('files');
  const places = usePlaces();
  const kinds: { value: File['kind']; label: string }[] = [
    { value: 'image', label: t('kindImage') },
    { value: 'file', label: t('kindFile') },
    { value: 'video', label: t('kindVideo') },
    { value: 'audio', label: t('kindAudio') },
    { value: 'voice', label: t('kindVoice') },
  ];
  return (
    <search className="file-filters">
      <Select
        label={t('place')}
        data={[{ value: '', label: t('allSeen') }, { value: 'mine', label: t('mine') }, ...places]}
        value={search.in ?? ''}
        onChange={(value) => onChange({ in: value || undefined, owner: undefined })}
        searchable
        allowDeselect={false}
      />
      <TextInput
        label={t('nameHas')}
        placeholder={t('nameExample')}
        value={search.name ?? ''}
        onChange={(e) => onChange({ name: e.currentTarget.value || undefined })}
      />
      <Select
        label={t('kind')}
        placeholder={t('anyKind')}
        data={kinds}
        value={search.kind ?? null}
        onChange={(value) => onChange({ kind: kinds.find((k) => k.value === value)?.value })}
        clearable
      />
      {search.in !== 'mine' && <Uploader id={search.owner} onChange={(owner) => onChange({ owner })} />}
      <TextInput
        type="date"
        label={t('from')}
        value={search.from ?? ''}
        onChange={(e) => onChange({ from: e.currentTarget.value || undefined })}
      />
      <TextInput
        type="date"
        label={t('until')}
        value={search.until ?? ''}
        onChange={(e) => onChange({ until: e.currentTarget.value || undefined })}
      />
    </search>
  );
}

function Uploader({ id, onChange }: { id: string | undefined; onChange(id: string | undefined): void }) {
  const { t } = useTranslation('files');
  usePeopleNeeded(id ? [id] : []);
  const person = useClient((s) => (id ? s.people[id] : undefined));
  const chosen = person ? [person as User] : [];
  return <PeoplePicker label={t('uploader')} chosen={chosen} onChange={(people) => onChange(people.at(-1)?.id)} />;
}

/** My conversations by name, those talked in last first. */
function usePlaces(): { value: string; label: string }[] {
  const conversations = useClient((s) => s.conversations);
  const people = useClient((s) => s.people);
  const words = useNameWords();
  return useMemo(
    () =>
      Object.values(conversations)
        .filter((c) => c.me && !c.me.left)
        .sort((a, b) => lastActivity(b) - lastActivity(a))
        .map((c) => ({ value: c.id, label: nameOf(c, people, words) })),
    [conversations, people, words],
  );
}
