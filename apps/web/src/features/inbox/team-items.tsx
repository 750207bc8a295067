import { Menu } from '@mantine/core';
import type { CasePane } from '@rapport/contract';
import { useAnswer } from '../../app/answers.ts';
import { useTranslation } from '../../app/translation.tsx';
import { usePeopleNeeded, usePersonName } from '../people/person-name.ts';
import type { CaseActs } from './use-case.ts';

/** Items that give a case to somebody of its first inbox; whoever is there comes first. */
export function TeamItems({ one, acts }: { one: CasePane; acts: CaseActs }) {
  const { t } = useTranslation('inbox');
  const inbox = one.inboxes[0];
  const team = useAnswer('inbox.agents', inbox ? { inbox } : null).data?.agents ?? [];
  const sorted = team.toSorted((a, b) => Number(b.present) - Number(a.present) || a.load - b.load);
  usePeopleNeeded(team.map(({ user }) => user));
  return (
    <>
      {one.assignee && <Menu.Item onClick={() => void acts.assign(null)}>{t('nobody')}</Menu.Item>}
      {sorted.slice(0, 20).map(({ user }) => (
        <TeamItem key={user} user={user} disabled={user === one.assignee} onChoose={() => void acts.assign(user)} />
      ))}
    </>
  );
}

function TeamItem({ user, disabled, onChoose }: { user: string; disabled: boolean; onChoose(): void }) {
  const name = usePersonName(user);
  return (
    <Menu.Item disabled={disabled} onClick={onChoose}>
      {name}
    </Menu.Item>
  );
}
