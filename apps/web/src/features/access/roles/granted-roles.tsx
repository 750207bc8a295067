import { Button, Select } from '@mantine/core';
import { type Grant, type Permission, permissionCatalogue, type Role, type User } from '@rapport/contract';
import { type FormEvent, useState } from 'react';
import { useAct, useAnswer } from '../../../app/answers.ts';
import { useClient, useDoor } from '../../../app/client.tsx';
import { useTranslation } from '../../../app/translation.tsx';
import { departmentOptions, useDepartments } from '../../people/departments.ts';
import { reachOf, useReach } from '../../people/may.ts';
import { GrantList } from './grant-list.tsx';

/** Roles that somebody has beside the base role, and a way to give one more. */
export function GrantedRoles({ person, mayChange }: { person: User; mayChange: boolean }) {
  const { t } = useTranslation('access');
  const [adding, setAdding] = useState(false);
  const [turn, setTurn] = useState(0);
  const { everywhere, at } = useReach('roles.manage');
  const mayTake = ({ scope }: Grant): boolean =>
    mayChange && (everywhere || (scope.kind === 'department' && at([scope.id ?? null])));
  return (
    <section className="drawer-part" aria-label={t('granted')}>
      <h3>{t('granted')}</h3>
      <GrantList key={turn} filter={{ user: person.id }} show="role" mayTake={mayTake} />
      {mayChange && !adding && (
        <div>
          <Button size="xs" variant="default" onClick={() => setAdding(true)}>
            {t('grantRole')}
          </Button>
        </div>
      )}
      {adding && (
        <GrantForm
          person={person}
          onDone={() => {
            setAdding(false);
            setTurn(turn + 1);
          }}
          onClose={() => setAdding(false)}
        />
      )}
    </section>
  );
}

type ScopeKind = 'organization' | 'department' | 'conversation';

/** Whether a role permits anything at such a place. */
const means = (role: Role | undefined, kind: ScopeKind): boolean =>
  role === undefined ||
  kind === 'organization' ||
  role.permissions.some((permission) => (permissionCatalogue[permission].scopes as readonly string[]).includes(kind));

function GrantForm({ person, onDone, onClose }: { person: User; onDone(): void; onClose(): void }) {
  const { t } = useTranslation(['access', 'app']);
  const client = useDoor();
  const { act, busy } = useAct();
  const me = useClient((s) => s.me);
  const departments = useDepartments();
  const { everywhere } = useReach('roles.manage');
  const roles = (useAnswer('access.roles', {}).data?.roles ?? []).filter((role) => role.key === null);
  const [id, setId] = useState<string | null>(null);
  const [kind, setKind] = useState<ScopeKind>(everywhere ? 'organization' : 'department');
  const [place, setPlace] = useState<string | null>(null);
  const role = roles.find((one) => one.id === id);
  // Nobody gives what they do not hold there.
  const holds = (permission: Permission): boolean => {
    const reach = reachOf(me, permission, departments);
    return reach.everywhere || (kind === 'department' && (place === null ? reach.somewhere : reach.at([place])));
  };
  const submit = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    if (!role) return;
    const scope = kind === 'organization' ? { kind } : { kind, id: place ?? '' };
    if (await act(() => client.call('access.grant', { user: person.id, role: role.id, scope }))) onDone();
  };
  const ready = role && means(role, kind) && (kind === 'organization' || place);
  return (
    <form onSubmit={submit} className="grant-form">
      <Select
        label={t('grantWhich')}
        data={roles.map((one) => ({
          value: one.id,
          label: one.name,
          disabled: !one.permissions.every(holds),
        }))}
        nothingFoundMessage={t(roles.length === 0 ? 'noneToGive' : 'noneOfThatName')}
        value={id}
        onChange={setId}
        searchable
      />
      <Select
        label={t('grantWhere')}
        data={[
          { value: 'organization', label: t('scopeOrganization'), disabled: !everywhere },
          { value: 'department', label: t('scopeDepartment') },
          { value: 'conversation', label: t('scopeConversation'), disabled: !everywhere },
        ]}
        value={kind}
        allowDeselect={false}
        onChange={(value) => {
          setKind((value ?? 'organization') as ScopeKind);
          setPlace(null);
        }}
        error={means(role, kind) ? undefined : t('noMeaningThere')}
      />
      {kind !== 'organization' && <PlaceSelect kind={kind} value={place} onChange={setPlace} />}
      <div className="button-row">
        <Button type="submit" size="xs" loading={busy} disabled={!ready}>
          {t('grantButton')}
        </Button>
        <Button size="xs" variant="default" onClick={onClose}>
          {t('app:cancel')}
        </Button>
      </div>
    </form>
  );
}

interface PlaceProps {
  kind: 'department' | 'conversation';
  value: string | null;
  onChange(place: string | null): void;
}

function PlaceSelect({ kind, value, onChange }: PlaceProps) {
  const { t } = useTranslation('access');
  const departments = useDepartments();
  const { at } = useReach('roles.manage');
  const conversations = useClient((s) => s.conversations);
  const groups = Object.values(conversations)
    .filter((c) => c.kind === 'group' && !c.archived && c.me && !c.me.left)
    .map((c) => ({ value: c.id as string, label: c.name }));
  return (
    <Select
      label={t(kind === 'department' ? 'whichDepartment' : 'whichGroup')}
      data={kind === 'department' ? departmentOptions(departments, (id) => at([id])) : groups}
      value={value}
      onChange={onChange}
      searchable
      required
    />
  );
}
