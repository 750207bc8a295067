import { ActionIcon } from '@mantine/core';
import { IconMicrophoneOff, IconPlayerStopFilled, IconSend2, IconTrash } from '@tabler/icons-react';
import { useEffect, useMemo, useRef, useState } from 'react';
import { useDoor } from '../../../app/client.tsx';
import { deviceNow } from '../../../app/device.ts';
import { sentenceOf } from '../../../app/errors.ts';
import { IconButton } from '../../../app/icon-button.tsx';
import { toast } from '../../../app/toasts.tsx';
import { useTranslation } from '../../../app/translation.tsx';
import { lengthOf } from '../../files/length.ts';
import { VoicePlayer } from '../../files/voice-player.tsx';
import { useWriting } from '../writing.ts';
import { sendVoice } from './send-voice.ts';
import { useRecording } from './use-recording.ts';

/** In the place of the field: records, lets one listen, sends. Escape throws it away. */
export function VoiceBar({ onSent }: { onSent(): void }) {
  const { t } = useTranslation(['composer', 'app']);
  const client = useDoor();
  const { conversation, open, field } = useWriting();
  const recording = useRecording();
  const [sending, setSending] = useState(false);
  const bar = useRef<HTMLElement>(null);
  useEffect(() => bar.current?.focus(), []);
  const close = (): void => {
    open(null);
    requestAnimationFrame(() => field.current?.focus());
  };
  const send = async (): Promise<void> => {
    setSending(true);
    const bytes = await recording.stop();
    if (!bytes || bytes.size === 0) return close();
    try {
      await sendVoice(client, conversation, bytes, t('voiceName'), deviceNow().undoSeconds * 1000);
      close();
      onSent();
    } catch (error) {
      // The recording stays: it can be sent again.
      setSending(false);
      toast({ kind: 'danger', text: sentenceOf(error) });
    }
  };
  const live = recording.state === 'recording';
  return (
    <section
      ref={bar}
      className="voice-bar"
      aria-label={t('voice')}
      tabIndex={-1}
      onKeyDown={(e) => {
        if (e.key === 'Escape') close();
        else if (e.key === 'Enter' && e.target === e.currentTarget && recording.state !== 'refused') void send();
        else return;
        e.preventDefault();
        e.stopPropagation();
      }}
    >
      <IconButton label={t('voiceDiscard')} keys="Esc" onClick={close}>
        <IconTrash size={18} />
      </IconButton>
      {recording.state === 'refused' && (
        <p role="alert" className="danger-text grow">
          <IconMicrophoneOff size={16} aria-hidden /> {t('voiceRefused')}
        </p>
      )}
      {recording.state === 'asking' && <p className="dim grow">{t('voiceAsking')}</p>}
      {live && (
        <>
          <span className="voice-dot" aria-hidden />
          <span className="tabular" role="timer">
            {lengthOf(recording.seconds)}
          </span>
          <Levels levels={recording.levels} />
          <IconButton label={t('voiceStop')} onClick={() => void recording.stop()}>
            <IconPlayerStopFilled size={18} />
          </IconButton>
        </>
      )}
      {recording.state === 'done' && recording.bytes && <Listen bytes={recording.bytes} seconds={recording.seconds} />}
      {(live || recording.state === 'done') && (
        <ActionIcon
          variant="filled"
          color="accent"
          size={32}
          loading={sending}
          aria-label={t('send')}
          onClick={() => void send()}
        >
          <IconSend2 size={18} />
        </ActionIcon>
      )}
    </section>
  );
}

function Levels({ levels }: { levels: readonly number[] }) {
  return (
    <span className="voice-levels" aria-hidden>
      {levels.map((level, i) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a bar is its place
        <i key={i} style={{ height: `${Math.max(8, level * 100)}%` }} />
      ))}
    </span>
  );
}

function Listen({ bytes, seconds }: { bytes: Blob; seconds: number }) {
  const address = useMemo(() => URL.createObjectURL(bytes), [bytes]);
  useEffect(() => () => URL.revokeObjectURL(address), [address]);
  return <VoicePlayer address={address} bytes={bytes} seconds={seconds} size={bytes.size} />;
}
