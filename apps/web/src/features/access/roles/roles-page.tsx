import { Button, Stack } from '@mantine/core';
import { type Permission, permissionCatalogue, type Role } from '@rapport/contract';
import { IconPlus } from '@tabler/icons-react';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { useState } from 'react';
import { useAct, useAnswer } from '../../../app/answers.ts';
import { useClient, useDoor } from '../../../app/client.tsx';
import { Dialog, DialogFoot } from '../../../app/dialog.tsx';
import { languageNow } from '../../../app/language.ts';
import { useTranslation } from '../../../app/translation.tsx';
import { GrantList } from './grant-list.tsx';
import { RoleDialog } from './role-dialog.tsx';
import { roleNameOf } from './role-name.ts';

type Asked = { kind: 'make' } | { kind: 'remove'; role: Role } | null;

/** The built-in roles and those of the organization's own, with what they permit and who has them. */
export function RolesPage() {
  const { t } = useTranslation('access');
  const answer = useAnswer('access.roles', {});
  const [dialog, setDialog] = useState<Asked>(null);
  const { open, go } = useOpenRole(answer.data?.roles);
  const roles = answer.data?.roles ?? [];
  const own = roles.filter((role) => role.key === null);
  const close = (): void => setDialog(null);
  const card = (role: Role) => (
    <RoleCard
      key={role.id}
      role={role}
      onEdit={() => go(role.id)}
      onRemove={() => setDialog({ kind: 'remove', role })}
      onChange={answer.reload}
    />
  );
  return (
    <div className="admin-page">
      <div className="admin-title-line">
        <h1 className="grow">{t('roles')}</h1>
        <Button leftSection={<IconPlus size={16} />} onClick={() => setDialog({ kind: 'make' })}>
          {t('newRole')}
        </Button>
      </div>
      <p className="admin-lead">{t('rolesLead')}</p>
      {answer.error && <p role="alert">{answer.error}</p>}
      <div className="admin-cards">
        <h2 className="admin-subhead">{t('ownRoles')}</h2>
        {answer.data && own.length === 0 && <p className="admin-note">{t('noOwnRoles')}</p>}
        {own.map(card)}
        <h2 className="admin-subhead">{t('builtIn')}</h2>
        {roles.filter((role) => role.key !== null).map(card)}
      </div>
      {dialog?.kind === 'make' && <RoleDialog onDone={answer.reload} onClose={close} />}
      {open && <RoleDialog key={open.id} role={open} onDone={answer.reload} onClose={() => go(undefined)} />}
      {dialog?.kind === 'remove' && <RemoveDialog role={dialog.role} onDone={answer.reload} onClose={close} />}
    </div>
  );
}

const texts = { owner: 'roleOwnerText', admin: 'roleAdminText', member: 'roleMemberText', guest: 'roleGuestText' } as const;

/** The role that the address names, if one may change it. */
function useOpenRole(roles: readonly Role[] = []) {
  const navigate = useNavigate();
  const { role: id } = useSearch({ from: '/shell/admin/roles' });
  const held = useClient((s) => s.me?.permissions);
  const named = roles.find((role) => role.id === id);
  return {
    open: named && named.key !== 'owner' && !isBeyond(named, held) ? named : undefined,
    go: (role: Role['id'] | undefined) => void navigate({ to: '/admin/roles', search: { role } }),
  };
}

/** Whether a role permits what one may not do oneself: then it is not one's to change (AC4). */
const isBeyond = (role: Role, held: readonly Permission[] = []): boolean =>
  role.permissions.some((permission) => !held.includes(permission));

interface CardProps {
  role: Role;
  onEdit(): void;
  onRemove(): void;
  onChange(): void;
}

function RoleCard({ role, onEdit, onRemove, onChange }: CardProps) {
  const { t } = useTranslation('access');
  const held = useClient((s) => s.me?.permissions);
  const beyond = isBeyond(role, held);
  const name = roleNameOf(role, t);
  return (
    <section className="admin-card" aria-label={name}>
      <div className="admin-title-line">
        <h3>{name}</h3>
        <span className="dim grow">
          {t('peopleCount', { count: role.people })} ·{' '}
          {role.key === 'owner' ? t('everything') : t('permissionCount', { count: role.permissions.length })}
        </span>
        {role.key !== 'owner' && !beyond && (
          <Button size="xs" variant="default" aria-label={t('editRoleOf', { name })} onClick={onEdit}>
            {t('editRole')}
          </Button>
        )}
        {role.key === null && !beyond && (
          <Button size="xs" variant="subtle" color="red" onClick={onRemove}>
            {t('removeRole')}
          </Button>
        )}
      </div>
      <p className="dim">{role.key === null ? role.purpose : t(texts[role.key])}</p>
      {role.key === 'owner' && <p className="admin-why">{t('whyOwner')}</p>}
      {beyond && role.key !== 'owner' && <p className="admin-why">{t('whyNotHeld')}</p>}
      {role.key !== 'owner' && <Permitted permissions={role.permissions} />}
      {role.key === null && <WhoHasIt role={role} mayTake={!beyond} onChange={onChange} />}
    </section>
  );
}

function Permitted({ permissions }: { permissions: readonly Permission[] }) {
  const { t } = useTranslation('access');
  const language = languageNow() === 'zh-CN' ? 'zh' : 'en';
  return (
    <details>
      <summary>{t('permissionsTitle')}</summary>
      <ul className="permission-list">
        {permissions.map((permission) => (
          <li key={permission}>{permissionCatalogue[permission][language]}</li>
        ))}
      </ul>
    </details>
  );
}

function WhoHasIt({ role, mayTake, onChange }: { role: Role; mayTake: boolean; onChange(): void }) {
  const { t } = useTranslation('access');
  if (role.people === 0)
    return (
      <p className="admin-why">
        {t('nobodyHas')}{' '}
        <Link to="/admin/people" search={{}} className="link">
          {t('goGive')}
        </Link>
      </p>
    );
  return (
    <details>
      <summary>{t('whoHas')}</summary>
      <GrantList filter={{ role: role.id }} show="person" mayTake={() => mayTake} onChange={onChange} />
    </details>
  );
}

function RemoveDialog({ role, onDone, onClose }: { role: Role; onDone(): void; onClose(): void }) {
  const { t } = useTranslation('access');
  const client = useDoor();
  const { act, busy } = useAct();
  const remove = (): void =>
    void act(async () => {
      await client.call('access.removeRole', { role: role.id });
      onDone();
      onClose();
    });
  return (
    <Dialog onClose={onClose} title={t('removeRoleTitle', { name: role.name })}>
      <Stack>
        <p>{t('removeRoleText', { count: role.people })}</p>
        <DialogFoot onCancel={onClose}>
          <Button color="red" loading={busy} onClick={remove}>
            {t('removeRoleButton')}
          </Button>
        </DialogFoot>
      </Stack>
    </Dialog>
  );
}
