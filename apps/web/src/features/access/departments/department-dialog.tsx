import { Stack, TextInput } from '@mantine/core';
import type { Department, User } from '@rapport/contract';
import { type FormEvent, useEffect, useState } from 'react';
import { useAct, useAnswer } from '../../../app/answers.ts';
import { useDoor } from '../../../app/client.tsx';
import { Dialog, SaveFoot } from '../../../app/dialog.tsx';
import { useTranslation } from '../../../app/translation.tsx';
import { pathOf, reloadDepartments, useDepartments } from '../../people/departments.ts';
import { PeoplePicker } from '../../people/people-picker.tsx';

interface Props {
  /** Null makes a new one. */
  department: Department | null;
  parent: Department['parent'];
  onClose(): void;
}

/** The name of a department and who leads it. */
export function DepartmentDialog({ department, parent, onClose }: Props) {
  const { t } = useTranslation('access');
  const client = useDoor();
  const departments = useDepartments();
  const { act, busy } = useAct();
  const [name, setName] = useState(department?.name ?? '');
  const [managers, setManagers] = useManagers(department?.managers ?? []);
  const submit = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    const led = managers.map((person) => person.id);
    const done = await act(() =>
      department
        ? client.call('people.changeDepartment', { department: department.id, name, managers: led })
        : client.call('people.createDepartment', { name, parent, managers: led }),
    );
    if (!done) return;
    onClose();
    await reloadDepartments(client);
  };
  return (
    <Dialog onClose={onClose} title={department ? t('editDepartmentOf', { name: department.name }) : t('newDepartment')}>
      <form onSubmit={submit}>
        <Stack>
          {!department && parent && (
            <p className="dim">
              {t('departmentParent')}: {pathOf(departments, parent)}
            </p>
          )}
          <TextInput
            label={t('departmentName')}
            value={name}
            onChange={(e) => setName(e.currentTarget.value)}
            maxLength={100}
            required
            data-autofocus
          />
          <PeoplePicker
            label={t('departmentManagers')}
            chosen={managers}
            onChange={(chosen) => setManagers(chosen.slice(0, 10))}
            withMe
          />
          <SaveFoot onCancel={onClose} loading={busy} />
        </Stack>
      </form>
    </Dialog>
  );
}

/** Who leads it, in their order, once known. */
function useManagers(ids: Department['managers']): [User[], (managers: User[]) => void] {
  const answer = useAnswer('people.get', ids.length > 0 ? { ids } : null);
  const [managers, setManagers] = useState<User[]>([]);
  const users = answer.data?.users;
  // biome-ignore lint/correctness/useExhaustiveDependencies: the ids come with the department, which stays
  useEffect(() => {
    if (users) setManagers(ids.flatMap((id) => users.find((user) => user.id === id) ?? []));
  }, [users]);
  return [managers, setManagers];
}
