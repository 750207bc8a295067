import { Button, MultiSelect, TextInput } from '@mantine/core';
import type { User } from '@rapport/contract';
import { type FormEvent, useEffect, useState } from 'react';
import { useAct, useAnswer } from '../../../app/answers.ts';
import { useClient, useDoor } from '../../../app/client.tsx';
import { toast } from '../../../app/toasts.tsx';
import { useTranslation } from '../../../app/translation.tsx';
import { departmentOptions, useDepartments } from '../../people/departments.ts';
import { useReach } from '../../people/may.ts';
import { PeoplePicker } from '../../people/people-picker.tsx';

/** Name, title, address, departments and manager of somebody. */
export function DetailsForm({ person, onChange }: { person: User; onChange(person: User): void }) {
  const { t } = useTranslation(['access', 'app']);
  const client = useDoor();
  const { act, busy } = useAct();
  const departments = useDepartments();
  const isMember = person.kind === 'member';
  const manage = useReach('people.manage');
  // Departments of others: they stay as they are.
  const fixed = person.departments.filter((id) => !manage.at([id]));
  const [given, setGiven] = useState({ name: person.name, title: person.title, email: person.email ?? '', phone: person.phone });
  const [places, setPlaces] = useState<string[]>(person.departments);
  const [manager, setManager] = useManager(person.manager);
  const set = (part: Partial<typeof given>): void => setGiven({ ...given, ...part });
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    void act(async () => {
      const { email, ...rest } = given;
      const next = await client.call('people.changeUser', {
        user: person.id,
        ...rest,
        // An address that stays is not sent: to change one needs more.
        ...(email !== (person.email ?? '') && email ? { email } : {}),
        ...(isMember ? { departments: places as never, manager: manager?.id ?? null } : {}),
      });
      onChange(next);
      void client.needPeople([next.id], true);
      toast({ kind: 'success', text: t('saved') });
    });
  };
  return (
    <form onSubmit={submit} className="drawer-part" aria-label={t('details')}>
      <h3>{t('details')}</h3>
      <TextInput
        label={t('personName')}
        value={given.name}
        onChange={(e) => set({ name: e.currentTarget.value })}
        maxLength={80}
        required
      />
      <TextInput
        label={t('personTitle')}
        value={given.title}
        onChange={(e) => set({ title: e.currentTarget.value })}
        maxLength={120}
      />
      {person.kind !== 'bot' && (
        <>
          <TextInput
            label={t('personEmail')}
            type="email"
            description={given.email !== person.email ? t('emailHint') : undefined}
            value={given.email}
            onChange={(e) => set({ email: e.currentTarget.value })}
            maxLength={254}
          />
          <TextInput
            label={t('personPhone')}
            type="tel"
            value={given.phone}
            onChange={(e) => set({ phone: e.currentTarget.value })}
            maxLength={40}
          />
        </>
      )}
      {isMember && (
        <>
          <MultiSelect
            label={t('personDepartments')}
            description={fixed.length > 0 ? t('fixedDepartments') : undefined}
            data={departmentOptions(departments, (id) => manage.at([id]) || fixed.includes(id as never))}
            value={places}
            onChange={(next) => setPlaces([...next, ...fixed.filter((id) => !next.includes(id))])}
            maxValues={10}
            limit={100}
            searchable
          />
          <PeoplePicker
            label={t('personManager')}
            chosen={manager ? [manager] : []}
            onChange={(chosen) => setManager(chosen.at(-1) ?? null)}
            without={[person.id]}
            withMe
          />
        </>
      )}
      <div>
        <Button type="submit" loading={busy}>
          {t('app:save')}
        </Button>
      </div>
    </form>
  );
}

/** The manager as a person, once known. */
function useManager(id: User['manager']): [User | null, (manager: User | null) => void] {
  const held = useClient((s) => (id ? s.people[id] : undefined));
  const answer = useAnswer('people.get', id && !held ? { ids: [id] } : null);
  const [chosen, setChosen] = useState<User | null>(null);
  const known = held ?? answer.data?.users[0] ?? null;
  useEffect(() => setChosen(known), [known]);
  return [chosen, setChosen];
}
