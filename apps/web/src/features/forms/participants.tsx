import { Select, TextInput } from '@mantine/core';
import { useTranslation } from '../../app/translation.tsx';
import { PeoplePicker } from '../people/people-picker.tsx';
import { Lines, type Wrong } from './fields.tsx';
import { type Person, personFor } from './filling.ts';

interface Props {
  people: readonly Person[];
  wrong: Wrong;
  onChange(people: Person[]): void;
}

/** Who took part: colleagues by search, others by name. */
export function Participants({ people, wrong, onChange }: Props) {
  const { t } = useTranslation('forms');
  const set = (i: number, part: Partial<Person>): void => onChange(people.with(i, { ...people[i]!, ...part }));
  return (
    <>
      <Lines
        what={t('participants')}
        add={t('outsider')}
        error={wrong.get('participants')}
        count={people.length}
        full={people.length >= 300}
        keyOf={(i) => people[i]!.key}
        onAdd={() => onChange([...people, personFor('')])}
        onRemove={(i) => onChange(people.toSpliced(i, 1))}
        line={(i) => <PersonLine person={people[i]!} at={`participants/${i}`} wrong={wrong} set={(part) => set(i, part)} />}
      />
      <PeoplePicker
        label={t('colleague')}
        chosen={[]}
        withMe
        without={people.flatMap(({ user }) => (user ? [user] : []))}
        onChange={(chosen) => onChange([...people, ...chosen.map(({ id, name }) => personFor(name, id))])}
      />
    </>
  );
}

interface LineProps {
  person: Person;
  at: string;
  wrong: Wrong;
  set(part: Partial<Person>): void;
}

function PersonLine({ person, at, wrong, set }: LineProps) {
  const { t } = useTranslation('forms');
  const attendances = (['present', 'observer', 'absent'] as const).map((value) => ({ value, label: t(value) }));
  return (
    <div className="form-row">
      <TextInput
        label={t('personName')}
        required
        withAsterisk
        readOnly={person.user !== undefined}
        maxLength={120}
        value={person.name}
        error={wrong.get(`${at}/name`)}
        onChange={(e) => set({ name: e.currentTarget.value })}
      />
      {person.user === undefined && (
        <TextInput
          label={t('organization')}
          maxLength={200}
          value={person.organization}
          error={wrong.get(`${at}/organization`)}
          onChange={(e) => set({ organization: e.currentTarget.value })}
        />
      )}
      <TextInput
        label={t('role')}
        maxLength={80}
        value={person.role}
        error={wrong.get(`${at}/role`)}
        onChange={(e) => set({ role: e.currentTarget.value })}
      />
      <Select
        label={t('attendance')}
        data={attendances}
        allowDeselect={false}
        value={person.attendance}
        onChange={(attendance) => attendance && set({ attendance: attendance as Person['attendance'] })}
      />
      {person.attendance === 'absent' && (
        <TextInput
          label={t('reason')}
          maxLength={200}
          value={person.reason}
          onChange={(e) => set({ reason: e.currentTarget.value })}
        />
      )}
    </div>
  );
}
