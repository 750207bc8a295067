import { IconAt, IconCheck, IconLetterCase, IconMicrophone, IconMoodSmile, IconSend2, IconX } from '@tabler/icons-react';
import { useState } from 'react';
import { useClient } from '../../app/client.tsx';
import { useDevice } from '../../app/device.ts';
import { IconButton } from '../../app/icon-button.tsx';
import { useTranslation } from '../../app/translation.tsx';
import { useTalk } from '../conversations/talk-context.ts';
import { AddMenu } from './add-menu.tsx';
import { useBefore } from './before/before-line.tsx';
import { EmojiButton } from './emoji-button.tsx';
import { LaterMenu } from './schedule/later-menu.tsx';
import { canRecord } from './voice/recorder.ts';
import { useWriting } from './writing.ts';

interface Props {
  guests: boolean;
  /** Runs what is written when it is a command; answers whether it was one. */
  onCommand(): boolean;
}

/** The row below the field: what can be added, formats, a hint, send now or later. */
export function ComposerTools({ guests, onCommand }: Props) {
  const { t } = useTranslation('composer');
  const { editing } = useTalk();
  const { conversation, insert, look, formats, showFormats, open, draft, uploads } = useWriting();
  const customer = useClient((s) => s.conversations[conversation]?.customer !== undefined);
  const [emoji, setEmoji] = useState(false);
  const mention = (): void => {
    insert('@');
    requestAnimationFrame(() => requestAnimationFrame(look));
  };
  const empty = draft.text === '' && uploads.list.length === 0;
  return (
    <div className="composer-tools">
      <AddMenu />
      <EmojiButton label={t('addEmoji')} position="top-start" opened={emoji} onChange={setEmoji} onPick={insert}>
        <IconMoodSmile size={18} />
      </EmojiButton>
      <IconButton label={t('mention')} onMouseDown={(e) => e.preventDefault()} onClick={mention}>
        <IconAt size={18} />
      </IconButton>
      <IconButton label={t('formats')} aria-pressed={formats} onClick={() => showFormats(!formats)}>
        <IconLetterCase size={19} />
      </IconButton>
      {canRecord() && !editing && empty && !customer && (
        <IconButton label={t('voice')} onClick={() => open('voice')}>
          <IconMicrophone size={18} />
        </IconButton>
      )}
      <Hint guests={guests} />
      <SendButton onCommand={onCommand} />
      {!editing && <LaterMenu />}
    </div>
  );
}

function SendButton({ onCommand }: { onCommand(): boolean }) {
  const { t } = useTranslation('composer');
  const { editing } = useTalk();
  const { sending } = useWriting();
  const { ready, waiting } = sending;
  const press = (): void => {
    if (waiting) sending.stopWaiting();
    else if (ready && !onCommand()) void sending.send();
  };
  return (
    <IconButton
      variant={ready ? 'filled' : 'subtle'}
      label={t(waiting ? 'stopWaiting' : editing ? 'saveEdit' : 'send')}
      aria-disabled={!ready}
      onMouseDown={(e) => e.preventDefault()}
      onClick={press}
    >
      {waiting ? <IconX size={18} /> : editing ? <IconCheck size={18} /> : <IconSend2 size={18} />}
    </IconButton>
  );
}

/** One thing at a time, the most important first. */
function Hint({ guests }: { guests: boolean }) {
  const { t } = useTranslation('composer');
  const { editing } = useTalk();
  const { enterSends } = useDevice();
  const { sending, draft, conversation } = useWriting();
  const before = useBefore(conversation, draft);
  const { over, waiting } = sending;
  return (
    <span className="composer-hint">
      {over > 0 ? (
        <span className="danger-text" role="alert">
          {t('tooLong', { count: over })}
        </span>
      ) : waiting ? (
        <span role="status">{t('sendsWhenStored')}</span>
      ) : guests ? (
        <span className="guest-hint">{t('guestsHere')}</span>
      ) : (
        draft.text !== '' && (
          <>
            {before?.kind === 'read' && !editing && `${t('readByPeople', { count: before.count })} · `}
            {t(editing ? (enterSends ? 'hintEnterSaves' : 'hintCtrlEnterSaves') : enterSends ? 'hintEnter' : 'hintCtrlEnter')}
          </>
        )
      )}
    </span>
  );
}
