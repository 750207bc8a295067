import { filePaths, type User } from '@rapport/contract';
import { useClient } from '../../app/client.tsx';
import { useTranslation } from '../../app/translation.tsx';
import { hueOf, initialsOf } from './names.ts';

interface Props {
  id: string;
  name: string;
  picture?: string | null | undefined;
  size?: number;
  guest?: boolean | undefined;
  /** A group: squarer, so that people and groups are told apart by shape too. */
  group?: boolean;
}

/** A face, or the characters of a name on a colour of its own. It says nothing aloud: the name stands beside it. */
export function Avatar({ id, name, picture, size = 32, guest, group }: Props) {
  const style = { '--avatar-hue': hueOf(id), width: size, height: size, fontSize: Math.round(size * 0.36) };
  const className = `avatar${guest ? ' avatar-guest' : ''}${group ? ' avatar-group' : ''}`;
  return (
    // The characters are drawn, not written: a button named after its purpose would otherwise be read with two names.
    <span
      className={className}
      style={style as React.CSSProperties}
      data-text={picture ? undefined : initialsOf(name)}
      aria-hidden="true"
    >
      {picture && <img src={filePaths.preview(picture, 256)} alt="" width={size} height={size} loading="lazy" />}
    </span>
  );
}

/** A person by id; asks for nothing itself (`needPeople` is for whoever lists them). */
export function PersonAvatar({ id, size, dot, known }: { id: string; size?: number; dot?: boolean; known?: User }) {
  const held = useClient((s) => (s.me?.user.id === id ? s.me.user : s.people[id]));
  const person = held ?? known;
  const presence = useClient((s) => s.presence[id]);
  const { t } = useTranslation('app');
  return (
    <span className="avatar-place">
      <Avatar
        id={id}
        name={person?.name ?? '?'}
        picture={person?.avatar}
        guest={person?.kind === 'guest'}
        {...(size ? { size } : {})}
      />
      {dot && presence && presence !== 'offline' && (
        <span className={`presence presence-${presence}`} role="img" aria-label={t(presence === 'online' ? 'online' : 'away')} />
      )}
    </span>
  );
}

/** The visible edge of people from outside, and the mark of bots. */
export function PersonMark({ person }: { person: Pick<User, 'kind' | 'active' | 'unclaimed'> | undefined }) {
  const { t } = useTranslation('app');
  if (person?.kind === 'guest')
    return (
      <span className="mark mark-guest" title={t('guestHint')}>
        {t('guest')}
      </span>
    );
  if (person?.kind === 'bot') return <span className="mark">{t('bot')}</span>;
  if (person?.unclaimed)
    return (
      <span className="mark" title={t('importedHint')}>
        {t('imported')}
      </span>
    );
  if (person && !person.active) return <span className="mark">{t('deactivated')}</span>;
  return null;
}

/** The edge of who is not of the house, beside a name in running talk. Of those who are gone there is none: it would be noise. */
export function EdgeMark({ id }: { id: string | null | undefined }) {
  const kind = useClient((s) => (id ? s.people[id]?.kind : undefined));
  return kind === 'guest' || kind === 'bot' ? <PersonMark person={{ kind, active: true, unclaimed: false }} /> : null;
}
