import { IconBuilding, IconUsersGroup } from '@tabler/icons-react';
import { useTranslation } from '../../app/translation.tsx';
import { PersonAvatar, PersonMark } from '../people/avatar.tsx';
import { ChoiceList } from './choice-list.tsx';
import type { MentionChoice } from './use-mentions.ts';

interface Props {
  id: string;
  choices: readonly MentionChoice[];
  active: number;
  onActive(index: number): void;
  onChoose(choice: MentionChoice): void;
}

export function MentionList(props: Props) {
  const { t } = useTranslation('composer');
  return (
    <ChoiceList {...props} label={t('mentions')} keyOf={({ token }) => token}>
      {(choice) => <Mention choice={choice} />}
    </ChoiceList>
  );
}

function Mention({ choice }: { choice: MentionChoice }) {
  const { t } = useTranslation('composer');
  return (
    <>
      {choice.kind === 'user' ? (
        <PersonAvatar id={choice.id} size={24} />
      ) : (
        <span className="kind-icon" style={{ width: 24, height: 24 }}>
          {choice.kind === 'all' ? <IconUsersGroup size={15} /> : <IconBuilding size={15} />}
        </span>
      )}
      <span className="strong ellipsis">{choice.name}</span>
      <PersonMark person={choice.person} />
      <span className="dim ellipsis grow">
        {choice.kind === 'all'
          ? t('everyone')
          : choice.kind === 'department'
            ? t('department')
            : choice.outside
              ? t('outside')
              : choice.person?.title}
      </span>
    </>
  );
}
