import { SegmentedControl, Select, TextInput } from '@mantine/core';
import type { User } from '@rapport/contract';
import { useState } from 'react';
import { useClient } from '../../../app/client.tsx';
import { useTranslation } from '../../../app/translation.tsx';
import { PeoplePicker } from '../../people/people-picker.tsx';

/** A private group of mine, or one that is made with these people. */
export interface Team {
  group: string | null;
  name: string;
  members: readonly User[];
}
export const noTeam: Team = { group: null, name: '', members: [] };

/** Who works in an inbox: whoever is a member of its group reads what customers write there. */
export function TeamField({ team, onChange }: { team: Team; onChange(team: Team): void }) {
  const { t } = useTranslation('inboxSettings');
  const conversations = useClient((s) => s.conversations);
  const groups = Object.values(conversations).filter(
    ({ kind, visibility, archived, me }) => kind === 'group' && visibility === 'private' && !archived && me,
  );
  const [way, setWay] = useState<'new' | 'group'>('new');
  return (
    <fieldset className="form-group">
      <legend>{t('team')}</legend>
      <div className="inbox-set-team">
        <p className="dim">{t('teamHint')}</p>
        <SegmentedControl
          aria-label={t('team')}
          value={way}
          onChange={(next) => {
            setWay(next as typeof way);
            onChange({ ...team, group: null });
          }}
          data={[
            { value: 'new', label: t('teamNew') },
            { value: 'group', label: t('teamOld') },
          ]}
        />
        {way === 'group' ? (
          <Select
            label={t('teamGroup')}
            description={t('teamGroupHint')}
            searchable
            value={team.group}
            nothingFoundMessage={t('noGroups')}
            data={groups.map(({ id, name }) => ({ value: id as string, label: name }))}
            onChange={(group) => onChange({ ...team, group })}
          />
        ) : (
          <>
            <TextInput
              label={t('teamName')}
              placeholder={t('teamNameExample')}
              value={team.name}
              maxLength={120}
              onChange={(e) => onChange({ ...team, name: e.currentTarget.value })}
            />
            <PeoplePicker label={t('teamMembers')} chosen={team.members} onChange={(members) => onChange({ ...team, members })} />
          </>
        )}
      </div>
    </fieldset>
  );
}
