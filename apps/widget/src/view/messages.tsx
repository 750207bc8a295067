/** @jsxImportSource preact */
import type { VisitorMessage } from '@rapport/contract';
import { useEffect, useLayoutEffect, useRef } from 'preact/hooks';
import type { TalkState, Unsent } from '../state.ts';
import type { Talk } from '../talk.ts';
import { Attachment, type Bytes } from './attachment.tsx';
import { Text } from './text.tsx';
import { useWords } from './words.ts';

const sameAuthorFor = 5 * 60_000;

function Message({ message, before, bytes }: { message: VisitorMessage; before: VisitorMessage | undefined; bytes: Bytes }) {
  const t = useWords();
  const { mine, name, at } = message;
  const goesOn = before?.mine === mine && before.name === name && at - before.at < sameAuthorFor;
  const time = new Intl.DateTimeFormat(document.documentElement.lang, { hour: '2-digit', minute: '2-digit' }).format(at);
  return (
    <li class={mine ? 'mine' : 'theirs'}>
      {!goesOn && (
        <p class="by">
          {mine ? <span class="unseen">{t('you')}</span> : <b>{name}</b>}{' '}
          <time dateTime={new Date(at).toISOString()}>{time}</time>
        </p>
      )}
      {message.recalled ? (
        <p class="bubble quiet">{t('recalled')}</p>
      ) : (
        <>
          {message.text !== '' && (
            <div class="bubble">
              <Text source={message.text} />
              {message.edited && <span class="quiet"> ({t('edited')})</span>}
            </div>
          )}
          {message.files.map((file) => (
            <Attachment key={file.id} seq={message.seq} file={file} bytes={bytes} />
          ))}
        </>
      )}
    </li>
  );
}

function Waiting({ one, talk, isUp }: { one: Unsent; talk: Talk; isUp: boolean }) {
  const t = useWords();
  return (
    <li class="mine">
      <div class={`bubble ${one.state === 'refused' ? 'bad' : 'pale'}`}>
        {one.text || one.files.map(({ name }) => name).join(', ')}
      </div>
      {one.state === 'refused' ? (
        <p class="state bad-text">
          {t('refused')}
          {one.problem ? `: ${one.problem}` : ''}{' '}
          <button type="button" onClick={() => talk.again(one.clientId)}>
            {t('sendAgain')}
          </button>{' '}
          <button type="button" onClick={() => talk.drop(one.clientId)}>
            {t('drop')}
          </button>
        </p>
      ) : (
        <p class="state">{t(isUp ? 'sending' : 'waiting')}</p>
      )}
    </li>
  );
}

/** The talk so far; stays at its end while one is there, and where one reads when earlier ones come. */
export function Messages({ state, talk, bytes, shown }: { state: TalkState; talk: Talk; bytes: Bytes; shown: boolean }) {
  const t = useWords();
  const list = useRef<HTMLDivElement>(null);
  const atEnd = useRef(true);
  const height = useRef(0);
  const last = state.messages.at(-1);
  useLayoutEffect(() => {
    const box = list.current;
    if (!box) return;
    if (atEnd.current) box.scrollTop = box.scrollHeight;
    else if (box.scrollTop < 40) box.scrollTop += box.scrollHeight - height.current;
    height.current = box.scrollHeight;
  }, [state.messages, state.unsent, state.typing, shown]);
  useEffect(() => {
    if (shown && last && atEnd.current && document.visibilityState === 'visible') talk.read(last.seq);
  }, [last?.seq, shown]);
  const scrolled = () => {
    const box = list.current!;
    atEnd.current = box.scrollHeight - box.scrollTop - box.clientHeight < 40;
    if (atEnd.current && last) talk.read(last.seq);
  };
  return (
    <div
      class="list"
      ref={list}
      onScroll={scrolled}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: a list that scrolls is reached by the keyboard
      tabIndex={0}
      role="log"
      aria-live="polite"
      aria-relevant="additions"
      aria-label={t('log')}
    >
      {state.more && (
        <button type="button" class="earlier" onClick={() => talk.earlier()}>
          {t('earlier')}
        </button>
      )}
      <ol>
        {state.messages.map((message, i) => (
          <Message key={message.seq} message={message} before={state.messages[i - 1]} bytes={bytes} />
        ))}
        {state.unsent.map((one) => (
          <Waiting key={one.clientId} one={one} talk={talk} isUp={state.isUp} />
        ))}
      </ol>
      {state.typing && state.typing.until > Date.now() && <p class="state">{t('writes', { name: state.typing.name })}</p>}
    </div>
  );
}
