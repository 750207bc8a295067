import { Drawer, Select } from '@mantine/core';
import type { BaseRole, User } from '@rapport/contract';
import { useAct, useAnswer } from '../../../app/answers.ts';
import { useClient, useDoor } from '../../../app/client.tsx';
import { Later } from '../../../app/later.tsx';
import { dayNameOf } from '../../../app/times.ts';
import { useTranslation } from '../../../app/translation.tsx';
import { useClock } from '../../../app/use-clock.ts';
import { PersonAvatar, PersonMark } from '../../people/avatar.tsx';
import { useMayManage, useReach } from '../../people/may.ts';
import { mayRank } from '../rank.ts';
import { GrantedRoles } from '../roles/granted-roles.tsx';
import { AccountPart } from './account-part.tsx';
import { DetailsForm } from './details-form.tsx';
import { SessionsPart } from './sessions-part.tsx';

interface Props {
  id: string;
  onChange(person: User): void;
  onClose(): void;
}

/** All that can be looked up and changed of one account. What the server would refuse is not offered, and it is said why. */
export function PersonDrawer({ id, onChange, onClose }: Props) {
  const { t } = useTranslation(['access', 'app']);
  const answer = useAnswer('people.get', { ids: [id as never] });
  const person = answer.data?.users[0];
  const put = (next: User): void => {
    answer.set((old) => (old ? { ...old, users: [next] } : old));
    onChange(next);
  };
  return (
    <Drawer
      opened
      onClose={onClose}
      position="right"
      size={460}
      title={person?.name ?? ''}
      closeButtonProps={{ 'aria-label': t('app:close') }}
    >
      {answer.error && <p role="alert">{answer.error}</p>}
      {answer.data && !person && <p>{t('app:notFoundText')}</p>}
      {answer.loading && <Later>{t('app:loading')}</Later>}
      {person && <Person person={person} onChange={put} />}
    </Drawer>
  );
}

function Person({ person, onChange }: { person: User; onChange(person: User): void }) {
  const { t } = useTranslation('access');
  const clock = useClock();
  const own = useClient((s) => s.me?.user.role) ?? 'member';
  const manages = useMayManage(person);
  const grants = useReach('roles.manage').at(person.departments);
  const ranks = mayRank(own, person.role);
  const below = manages && ranks;
  return (
    <>
      <div className="person-card-top drawer-top">
        <PersonAvatar id={person.id} known={person} size={56} dot />
        <div className="min0">
          <p className="ellipsis">{[person.title, person.email].filter(Boolean).join(' · ')}</p>
          <p className="dim admin-small">
            {t('since', { time: dayNameOf(person.createdAt, clock) })} <PersonMark person={person} />
          </p>
        </div>
      </div>
      {!manages && <p className="admin-note">{t('whyElsewhere')}</p>}
      {manages && !ranks && <p className="admin-note">{t('whyHigher')}</p>}
      {person.unclaimed && <p className="admin-note">{t('importedText')}</p>}
      {!person.unclaimed && <RolePart person={person} below={below} onChange={onChange} />}
      {below && !person.unclaimed && <DetailsForm key={person.id} person={person} onChange={onChange} />}
      {grants && person.kind !== 'guest' && person.active && <GrantedRoles person={person} mayChange={ranks} />}
      {manages && person.active && person.kind !== 'bot' && <SessionsPart person={person} mayEnd={below} />}
      {below && !person.unclaimed && <AccountPart person={person} onChange={onChange} />}
    </>
  );
}

const texts = { owner: 'roleOwnerText', admin: 'roleAdminText', member: 'roleMemberText', guest: 'roleGuestText' } as const;

function RolePart({ person, below, onChange }: { person: User; below: boolean; onChange(person: User): void }) {
  const { t } = useTranslation('access');
  const client = useDoor();
  const { act, busy } = useAct();
  const own = useClient((s) => s.me?.user.role) ?? 'member';
  const everywhere = useReach('people.manage').everywhere;
  if (person.kind !== 'member') return <p className="admin-note">{t(person.kind === 'guest' ? 'whyGuest' : 'whyBot')}</p>;
  const offered = (['owner', 'admin', 'member'] as const).filter(
    (role) => role === person.role || mayRank(own, person.role, role),
  );
  const change = (role: string | null): void =>
    void act(async () => {
      if (role && role !== person.role)
        onChange(await client.call('people.changeUser', { user: person.id, role: role as BaseRole }));
    });
  return (
    <div className="drawer-part">
      <Select
        label={t('baseRole')}
        description={t('baseRoleHint')}
        data={offered.map((value) => ({ value, label: t(value) }))}
        value={person.role}
        allowDeselect={false}
        disabled={busy || !below || !everywhere || !person.active}
        onChange={change}
      />
      <p className="admin-why">{t(texts[person.role])}</p>
      {below && !everywhere && <p className="admin-why">{t('whyRoleElsewhere')}</p>}
    </div>
  );
}
