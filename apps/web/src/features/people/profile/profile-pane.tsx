import { Button } from '@mantine/core';
import type { User } from '@rapport/contract';
import { IconCopy, IconMail, IconMessage, IconPencil, IconPhone, IconShieldCog, IconX } from '@tabler/icons-react';
import { Link, useNavigate } from '@tanstack/react-router';
import { useAct, useAnswer } from '../../../app/answers.ts';
import { useClient, useDoor } from '../../../app/client.tsx';
import { copyText } from '../../../app/copy.ts';
import { Empty } from '../../../app/empty.tsx';
import { IconButton } from '../../../app/icon-button.tsx';
import { useTranslation } from '../../../app/translation.tsx';
import { useWatching } from '../../../app/watching.ts';
import { PersonAvatar, PersonMark } from '../avatar.tsx';
import { useMayManage } from '../may.ts';
import { ProfileFacts } from './profile-facts.tsx';
import { ReportsPart, SharedPart } from './profile-lists.tsx';
import './profile.css';

/** All that one may know of somebody, beside the directory; on a phone a page of its own. */
export function ProfilePane({ id, onClose }: { id: string; onClose(): void }) {
  const { t } = useTranslation(['people', 'app']);
  const found = usePerson(id);
  const { person } = found;
  return (
    <aside className="profile" aria-label={person ? t('profileOf', { name: person.name }) : t('app:loading')}>
      <div className="profile-close">
        <IconButton label={t('app:close')} onClick={onClose}>
          <IconX size={18} />
        </IconButton>
      </div>
      <Body {...found} />
    </aside>
  );
}

interface Found {
  person: User | undefined;
  error: string | undefined;
  missing: boolean;
}

function usePerson(id: string): Found {
  const held = useClient((s) => (s.me?.user.id === id ? s.me.user : s.people[id]));
  const answer = useAnswer('people.get', held ? null : { ids: [id as never] });
  const person = held ?? answer.data?.users[0];
  useWatching([], [id]);
  return { person, error: answer.error, missing: answer.data !== undefined && !person };
}

/** All that one may know of somebody, wherever it stands. */
export const ProfileOf = ({ id }: { id: string }) => <Body {...usePerson(id)} />;

function Body({ person, error, missing }: Found) {
  const { t } = useTranslation('app');
  return (
    <>
      {person && <Profile person={person} />}
      {error && <Empty title={error} />}
      {missing && <Empty title={t('notFoundTitle')} text={t('notFoundText')} />}
    </>
  );
}

function Profile({ person }: { person: User }) {
  return (
    <>
      <div className="profile-top">
        <PersonAvatar id={person.id} known={person} size={88} dot />
        <h2>
          {person.name} <PersonMark person={person} />
        </h2>
        {person.title && <p className="dim">{person.title}</p>}
        {person.status && (
          <p className="profile-status">
            {person.status.emoji} {person.status.text}
          </p>
        )}
        <Ways person={person} />
      </div>
      <ProfileFacts person={person} />
      <Reach person={person} />
      <ReportsPart id={person.id} />
      <SharedPart id={person.id} />
    </>
  );
}

/** What can be done with somebody: talk, and what administrators may besides. */
function Ways({ person }: { person: User }) {
  const { t } = useTranslation('people');
  const me = useClient((s) => s.me);
  const client = useDoor();
  const navigate = useNavigate();
  const { act, busy } = useAct();
  const held = me?.permissions ?? [];
  const manages = useMayManage(person);
  const self = me?.user.id === person.id;
  const message = async (): Promise<void> => {
    const found = await act(() => client.call('conversations.openDirect', { users: [person.id] }));
    if (found) await navigate({ to: '/c/$conversation', params: { conversation: found.id }, search: {} });
  };
  return (
    <div className="profile-ways">
      {held.includes('conversations.direct') && person.active && (
        <Button leftSection={<IconMessage size={16} />} loading={busy} onClick={() => void message()}>
          {t(self ? 'messageMyself' : 'message')}
        </Button>
      )}
      {self && (
        <Link to="/me" className="link profile-way">
          <IconPencil size={16} aria-hidden /> {t('editMine')}
        </Link>
      )}
      {manages && (
        <Link to="/admin/people" search={{ person: person.id }} className="link profile-way">
          <IconShieldCog size={16} aria-hidden /> {t('administer')}
        </Link>
      )}
    </div>
  );
}

function Reach({ person }: { person: User }) {
  const { t } = useTranslation(['people', 'app']);
  if (!person.email && !person.phone) return null;
  return (
    <div className="profile-part">
      {person.email && (
        <div className="profile-line">
          <a className="link profile-way grow min0" href={`mailto:${person.email}`}>
            <IconMail size={16} aria-hidden /> <span className="ellipsis">{person.email}</span>
          </a>
          <IconButton label={t('copyEmail')} size={28} onClick={() => void copyText(person.email ?? '', t('app:copied'))}>
            <IconCopy size={15} />
          </IconButton>
        </div>
      )}
      {person.phone && (
        <a className="link profile-way" href={`tel:${person.phone}`}>
          <IconPhone size={16} aria-hidden /> {person.phone}
        </a>
      )}
    </div>
  );
}
