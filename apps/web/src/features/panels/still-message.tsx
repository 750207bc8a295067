import type { Message } from '@rapport/contract';
import { type ReactNode, useMemo } from 'react';
import { fullTimeOf, shortTimeOf } from '../../app/times.ts';
import { useClock } from '../../app/use-clock.ts';
import { type Talk, TalkContext } from '../conversations/talk-context.ts';
import { Avatar, EdgeMark, PersonAvatar } from '../people/avatar.tsx';
import { usePeopleNeeded, usePersonName } from '../people/person-name.ts';
import { MessageBody } from '../timeline/message/message-body.tsx';
import { saidAt } from '../timeline/rows.ts';

const still: Omit<Talk, 'conversation'> = {
  narrow: true,
  quoting: null,
  editing: null,
  quote: () => undefined,
  edit: () => undefined,
  dialog: () => undefined,
  openTopic: () => undefined,
  jump: () => undefined,
  rewrite: () => undefined,
  takeBack: () => undefined,
  chosen: null,
  choose: () => undefined,
  chooseNone: () => undefined,
};

/** A message outside its timeline: read, not acted upon. */
export function StillMessage({ message, place, foot }: { message: Message; place?: ReactNode; foot?: ReactNode }) {
  const clock = useClock();
  usePeopleNeeded(message.sender ? [message.sender] : []);
  const name = usePersonName(message.sender, message.senderName);
  const talk = useMemo(() => ({ ...still, conversation: message.conversation }), [message.conversation]);
  const at = saidAt(message);
  return (
    <TalkContext value={talk}>
      <article className="still">
        {message.sender ? (
          <PersonAvatar id={message.sender} size={28} />
        ) : (
          <Avatar id={message.senderName ?? ''} name={message.senderName ?? '?'} size={28} />
        )}
        <div className="min0 grow">
          <header className="message-line">
            <span className="message-name">{name}</span> <EdgeMark id={message.sender} />
            {place && <span className="dim still-place ellipsis">{place}</span>}
            <time className="message-time" title={fullTimeOf(at, clock)}>
              {shortTimeOf(at, clock)}
            </time>
          </header>
          <MessageBody message={message} still />
          {foot}
        </div>
      </article>
    </TalkContext>
  );
}
