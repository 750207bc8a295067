import { Button } from '@mantine/core';
import type { Grant, Input, Scope } from '@rapport/contract';
import { useAct, useAnswer } from '../../../app/answers.ts';
import { useClient, useDoor } from '../../../app/client.tsx';
import { MoreButton } from '../../../app/more-button.tsx';
import { usePages } from '../../../app/pages.ts';
import { useTranslation } from '../../../app/translation.tsx';
import { EdgeMark, PersonAvatar } from '../../people/avatar.tsx';
import { pathOf, useDepartments } from '../../people/departments.ts';
import { usePeopleNeeded, usePersonName } from '../../people/person-name.ts';
import { roleNameOf } from './role-name.ts';

interface Props {
  filter: Pick<Input<'access.grants'>, 'user' | 'role'>;
  /** What a line names: the list is of one person, or of one role. */
  show: 'person' | 'role';
  mayTake(grant: Grant): boolean;
  onChange?(): void;
}

/** Roles given beside the base roles, each with where it holds. */
export function GrantList({ filter, show, mayTake, onChange }: Props) {
  const { t } = useTranslation('access');
  const client = useDoor();
  const pages = usePages<Grant>(JSON.stringify(filter), (cursor) =>
    client.call('access.grants', { ...filter, limit: 50, ...(cursor ? { cursor } : {}) }),
  );
  const { act, busy } = useAct();
  usePeopleNeeded(pages.items.map((grant) => grant.user));
  const revoke = (grant: Grant): void =>
    void act(async () => {
      await client.call('access.revoke', { grant: grant.id });
      pages.replace((one) => one.id === grant.id, null);
      onChange?.();
    });
  return (
    <>
      {pages.error && <p role="alert">{pages.error}</p>}
      {pages.loaded && pages.items.length === 0 && <p className="dim">{t('noGranted')}</p>}
      <ul className="plain-list">
        {pages.items.map((grant) => (
          <li key={grant.id} className="drawer-line">
            {show === 'person' ? <Person id={grant.user} /> : <RoleName id={grant.role} />}
            <span className="grow min0 dim ellipsis">
              <Where scope={grant.scope} />
            </span>
            {mayTake(grant) && (
              <Button size="xs" variant="subtle" color="red" disabled={busy} onClick={() => revoke(grant)}>
                {t('takeRole')}
              </Button>
            )}
          </li>
        ))}
      </ul>
      <MoreButton size="xs" more={pages.more} />
    </>
  );
}

function Person({ id }: { id: string }) {
  return (
    <>
      <PersonAvatar id={id} size={24} />
      <span className="strong">{usePersonName(id)}</span> <EdgeMark id={id} />
    </>
  );
}

function RoleName({ id }: { id: string }) {
  const { t } = useTranslation('access');
  const role = useAnswer('access.roles', {}).data?.roles.find((one) => one.id === id);
  return <span className="strong">{role ? roleNameOf(role, t) : ''}</span>;
}

function Where({ scope }: { scope: Scope }) {
  const { t } = useTranslation('access');
  const departments = useDepartments();
  const conversation = useClient((s) => (scope.id ? s.conversations[scope.id]?.name : undefined));
  if (scope.kind === 'organization') return t('scopeOrganization');
  if (scope.kind === 'department') return pathOf(departments, scope.id ?? '') || t('scopeDepartment');
  return conversation ?? t('scopeConversation');
}
