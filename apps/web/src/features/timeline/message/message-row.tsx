import type { Message } from '@rapport/contract';
import { type KeyboardEvent, type MouseEvent, memo, useRef, useState } from 'react';
import { useClient } from '../../../app/client.tsx';
import { useDevice } from '../../../app/device.ts';
import { fullTimeOf, timeOf } from '../../../app/times.ts';
import { useTranslation } from '../../../app/translation.tsx';
import { useClock } from '../../../app/use-clock.ts';
import { useTalk } from '../../conversations/talk-context.ts';
import { Avatar, PersonAvatar, PersonMark } from '../../people/avatar.tsx';
import { openPersonCard } from '../../people/person-card.tsx';
import { useNameOnceKnown } from '../../people/person-name.ts';
import { saidAt } from '../rows.ts';
import { pressed } from './keys.ts';
import { MessageActions, type OpenPart } from './message-actions.tsx';
import { MessageBody } from './message-body.tsx';
import { RecalledLine } from './recalled-line.tsx';
import { useLongPress } from './use-long-press.ts';
import type { MessageActionsDoor } from './use-message-actions.ts';

interface Props {
  message: Message;
  head: boolean;
  flash: boolean;
}

/** One message: a face and a name on the first of a group, its content, and what can be done with it. */
export const MessageRow = memo(function MessageRow({ message, head, flash }: Props) {
  const [near, setNear] = useState(false);
  const [sheet, setSheet] = useState(false);
  // A picker or menu of the bar is open: it takes the focus, but the bar stays.
  const [open, setOpen] = useState<OpenPart>(null);
  const { ownOnRight } = useDevice();
  const me = useClient((s) => s.me?.user.id);
  const direct = useClient((s) => s.conversations[message.conversation]?.kind === 'direct');
  const talk = useTalk();
  const editing = talk.editing?.seq === message.seq;
  const choosing = talk.chosen !== null;
  const chosen = talk.chosen?.has(message.seq) ?? false;
  const press = useLongPress(() => setSheet(true));
  // The bar is there while the message has the focus, and with it what the keys do.
  const actions = useRef<MessageActionsDoor | null>(null);
  const onKeyDown = (event: KeyboardEvent<HTMLElement>): void => {
    if (choosing && (event.key === ' ' || event.key === 'x') && event.target === event.currentTarget) {
      event.preventDefault();
      talk.choose(message.seq, event.shiftKey);
    } else if (actions.current) pressed(event, actions.current);
  };
  const mine = message.sender === me;
  /** While one chooses, a click anywhere on the message chooses it. */
  const choose = (event: MouseEvent): void => {
    event.preventDefault();
    event.stopPropagation();
    talk.choose(message.seq, event.shiftKey);
  };
  if (message.recalled) return <RecalledLine message={message} />;
  const className = [
    'message',
    head ? 'message-head' : '',
    flash ? 'message-flash' : '',
    editing ? 'message-editing' : '',
    chosen ? 'message-chosen' : '',
    message.urgent ? 'message-urgent' : '',
    message.inbound ? 'message-contact' : message.private ? 'message-note' : '',
    mine && direct && ownOnRight ? 'message-right' : '',
  ];
  return (
    <article
      className={className.filter(Boolean).join(' ')}
      data-message={message.seq}
      tabIndex={-1}
      aria-labelledby={`m-${message.conversation}-${message.seq}`}
      onMouseEnter={() => setNear(true)}
      onMouseLeave={() => setNear(false)}
      onFocus={() => setNear(true)}
      onBlur={(e) => !e.currentTarget.contains(e.relatedTarget) && setNear(false)}
      onKeyDown={onKeyDown}
      {...(choosing ? { onClickCapture: choose } : press)}
    >
      {choosing && (
        <input
          type="checkbox"
          className="message-check"
          checked={chosen}
          readOnly
          tabIndex={-1}
          aria-labelledby={`m-${message.conversation}-${message.seq}`}
        />
      )}
      {head ? <Face message={message} /> : <SideTime message={message} />}
      <div className="message-main">
        {head && <HeadLine message={message} />}
        <MessageBody message={message} />
      </div>
      {!choosing && (near || open || sheet) && (
        <MessageActions {...{ message, sheet, open, setOpen }} door={actions} onSheetClose={() => setSheet(false)} />
      )}
      {!head && <HiddenName message={message} />}
    </article>
  );
});

function Face({ message }: { message: Message }) {
  // A contact has one colour wherever they stand, by whichever of their handles they write.
  const contact = useClient((s) => s.conversations[message.conversation]?.customer?.contact);
  if (!message.sender)
    return (
      <span className="message-face">
        <Avatar
          id={(message.inbound && contact) ?? message.senderName ?? ''}
          name={message.senderName ?? '?'}
          guest={message.inbound !== undefined}
        />
      </span>
    );
  const id = message.sender;
  return (
    <button
      type="button"
      className="message-face plain-button"
      tabIndex={-1}
      aria-hidden
      onClick={(e) => openPersonCard(id, e.currentTarget.getBoundingClientRect())}
    >
      <PersonAvatar id={id} />
    </button>
  );
}

/** Whoever is not known yet is no “someone”: the name comes a moment later. */
function useSenderName({ sender, senderName }: Message): string {
  const known = useNameOnceKnown(sender);
  return (sender === null ? senderName : undefined) ?? known ?? '…';
}

function HeadLine({ message }: { message: Message }) {
  const clock = useClock();
  const name = useSenderName(message);
  const person = useClient((s) => (message.sender ? s.people[message.sender] : undefined));
  return (
    <header className="message-line" id={`m-${message.conversation}-${message.seq}`}>
      {message.sender ? (
        <button
          type="button"
          className="message-name plain-button"
          tabIndex={-1}
          onClick={(e) => openPersonCard(message.sender ?? '', e.currentTarget.getBoundingClientRect())}
        >
          <bdi>{name}</bdi>
        </button>
      ) : (
        <span className="message-name">
          <bdi>{name}</bdi>
        </span>
      )}
      {/* Of imported talk nearly everybody is inactive: beside each message that would be noise. */}
      {(person?.active || person?.kind !== 'member') && <PersonMark person={person} />}
      {person?.status?.emoji && <span title={person.status.text}>{person.status.emoji}</span>}
      <time className="message-time" dateTime={new Date(saidAt(message)).toISOString()} title={useBothTimes(message)}>
        {timeOf(saidAt(message), clock)}
      </time>
    </header>
  );
}

/** In the margin of messages that follow one another: seen on hover. */
function SideTime({ message }: { message: Message }) {
  const clock = useClock();
  return (
    <time className="message-side-time" dateTime={new Date(saidAt(message)).toISOString()} title={useBothTimes(message)}>
      {timeOf(saidAt(message), clock)}
    </time>
  );
}

/** Who speaks is read aloud with every message, though it is drawn once for a group. */
function HiddenName({ message }: { message: Message }) {
  const clock = useClock();
  const name = useSenderName(message);
  return (
    <span className="visually-hidden" id={`m-${message.conversation}-${message.seq}`}>
      {name} {timeOf(saidAt(message), clock)}
    </span>
  );
}

/** When it was said, by my clock and, where that is another, by the clock of who said it. */
function useBothTimes(message: Message): string {
  const { t } = useTranslation('timeline');
  const clock = useClock();
  const person = useClient((s) => (message.sender ? s.people[message.sender] : undefined));
  const at = saidAt(message);
  const mine = fullTimeOf(at, clock);
  if (!person || timeOf(at, { ...clock, zone: person.timeZone }) === timeOf(at, clock)) return mine;
  return `${mine}\n${t('theirTime', { name: person.name, time: fullTimeOf(at, { ...clock, zone: person.timeZone }), zone: person.timeZone })}`;
}
