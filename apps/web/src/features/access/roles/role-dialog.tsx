import { Stack, TextInput } from '@mantine/core';
import type { Permission, Role } from '@rapport/contract';
import { type FormEvent, useState } from 'react';
import { useAct } from '../../../app/answers.ts';
import { useDoor } from '../../../app/client.tsx';
import { Dialog, SaveFoot } from '../../../app/dialog.tsx';
import { toast } from '../../../app/toasts.tsx';
import { useTranslation } from '../../../app/translation.tsx';
import { PermissionPicker } from './permission-picker.tsx';
import { roleNameOf } from './role-name.ts';

interface Props {
  /** None: a new one is made. */
  role?: Role;
  onDone(): void;
  onClose(): void;
}

/** Makes a role, or changes one; of built-in ones only what they permit. */
export function RoleDialog({ role, onDone, onClose }: Props) {
  const { t } = useTranslation('access');
  const client = useDoor();
  const { act, busy } = useAct();
  const [name, setName] = useState(role?.name ?? '');
  const [purpose, setPurpose] = useState(role?.purpose ?? '');
  const [permissions, setPermissions] = useState<Permission[]>(role?.permissions ?? []);
  const builtIn = role !== undefined && role.key !== null;
  const submit = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    const words = builtIn ? {} : { name, purpose };
    const done = await act(() =>
      role
        ? client.call('access.changeRole', { role: role.id, permissions, ...words })
        : client.call('access.createRole', { name, purpose, permissions }),
    );
    if (!done) return;
    toast({ kind: 'success', text: t('saved') });
    onDone();
    onClose();
  };
  return (
    <Dialog onClose={onClose} size="lg" title={role ? t('editRoleOf', { name: roleNameOf(role, t) }) : t('newRole')}>
      <form onSubmit={submit}>
        <Stack>
          {!builtIn && (
            <>
              <TextInput
                label={t('roleName')}
                placeholder={t('roleNameExample')}
                value={name}
                onChange={(e) => setName(e.currentTarget.value)}
                maxLength={60}
                required
                data-autofocus
              />
              <TextInput
                label={t('rolePurpose')}
                value={purpose}
                onChange={(e) => setPurpose(e.currentTarget.value)}
                maxLength={500}
              />
            </>
          )}
          <PermissionPicker chosen={permissions} baseRole={role?.key ?? null} onChange={setPermissions} />
          <SaveFoot onCancel={onClose} loading={busy} />
        </Stack>
      </form>
    </Dialog>
  );
}
