import { Button, Select, Stack, Textarea, TextInput } from '@mantine/core';
import { type Message, messageLimits, type SupplementSource } from '@rapport/contract';
import { type FormEvent, useMemo, useRef, useState } from 'react';
import { useAct } from '../../app/answers.ts';
import { useClient, useDoor } from '../../app/client.tsx';
import { Dialog, DialogFoot } from '../../app/dialog.tsx';
import { useTranslation } from '../../app/translation.tsx';
import { usePersonName } from '../people/person-name.ts';
import { instantFrom, wallText } from './filling.ts';
import { forgetFilling, keepFilling, keptFilling } from './kept-filling.ts';
import { supplementSources } from './supplement-sources.ts';
import './forms.css';

const sources = Object.keys(supplementSources) as SupplementSource[];

/** A supplement while it is written; times as a clock on the wall shows them. */
interface Writing {
  reason: string;
  source: SupplementSource;
  words: string;
  from: string;
  to: string;
  text: string;
}
type Wrong = Partial<Record<keyof Writing, string>>;

/** What is supplemented: of a supplement its original, which alone has supplements. */
const originalOf = (message: Message): { seq: number; sender: string | null; excerpt: string } =>
  message.supplement && !message.forward
    ? { seq: message.supplement.of, sender: message.quote?.sender ?? null, excerpt: message.quote?.excerpt ?? '' }
    : { seq: message.seq, sender: message.sender, excerpt: message.text };

function useWriting(message: Message, of: number) {
  const user = useClient((s) => s.me?.user.id) ?? '';
  const zone = useClient((s) => s.me?.user.timeZone) ?? Intl.DateTimeFormat().resolvedOptions().timeZone;
  const { conversation } = message;
  const place = useMemo(() => ({ user, conversation, template: `supplement.${of}` }), [user, conversation, of]);
  const [writing, setWriting] = useState<Writing>(
    () =>
      keptFilling<Writing>(place) ?? {
        reason: '',
        source: 'memory',
        words: '',
        from: wallText(
          message.supplement?.occurred.from ?? message.form?.occurred.from ?? message.occurredAt ?? message.at,
          zone,
        ),
        to: '',
        text: '',
      },
  );
  const change = (parts: Partial<Writing>): void => {
    const now = { ...writing, ...parts };
    setWriting(now);
    keepFilling(place, now);
  };
  return { writing, change, zone, done: () => forgetFilling(place) };
}

function useChecked(writing: Writing, zone: string) {
  const { t } = useTranslation('forms');
  const [wrong, setWrong] = useState<Wrong>({});
  const times = { from: instantFrom(writing.from, zone), to: writing.to ? instantFrom(writing.to, zone) : undefined };
  const check = (): Wrong => {
    const found: Wrong = {};
    const missing = t('missing');
    if (writing.text.trim() === '') found.text = missing;
    if (writing.reason.trim() === '') found.reason = missing;
    if (writing.source === 'other' && writing.words.trim() === '') found.words = missing;
    if (Number.isNaN(times.from)) found.from = missing;
    if (times.to !== undefined && !(times.to >= times.from)) found.to = t('endsBefore');
    setWrong(found);
    return found;
  };
  return { wrong, check, times };
}

/** Writes a supplement: what is to be added to a message that itself stays as it is. */
export function SupplementDialog({ message, onClose }: { message: Message; onClose(): void }) {
  const { t } = useTranslation('forms');
  const client = useDoor();
  const { act, busy } = useAct();
  const original = originalOf(message);
  const name = usePersonName(original.sender, message.supplement ? undefined : message.senderName);
  const { writing, change, zone, done } = useWriting(message, original.seq);
  const { wrong, check, times } = useChecked(writing, zone);
  const form = useRef<HTMLFormElement>(null);
  // One id for all attempts: an answer that was lost does not make two supplements.
  const clientId = useRef(crypto.randomUUID());
  const submit = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    if (Object.keys(check()).length > 0) {
      // Drawn first, then whoever wrote is taken to what is wrong.
      requestAnimationFrame(() => form.current?.querySelector<HTMLElement>('[aria-invalid=true]')?.focus());
      return;
    }
    const { reason, source, words, text } = writing;
    const occurred = { from: times.from, ...(times.to === undefined ? {} : { to: times.to }), zone };
    const supplement = {
      of: original.seq,
      reason: reason.trim(),
      source,
      ...(words.trim() ? { words: words.trim() } : {}),
      occurred,
    };
    const draft = { clientId: clientId.current, text, supplement };
    if (!(await act(() => client.call('conversations.sendMessage', { conversation: message.conversation, draft })))) return;
    done();
    onClose();
  };
  return (
    <Dialog onClose={onClose} title={t('supplementTitle')} size={640}>
      <form ref={form} onSubmit={(event) => void submit(event)} noValidate>
        <Stack>
          <p className="dim">{t('supplementHint')}</p>
          <blockquote className="quote">
            <span className="quote-name">{name}</span>
            <span className="quote-text">{message.recalled ? t('recalledOriginal') : original.excerpt}</span>
          </blockquote>
          <Fields {...{ writing, wrong, change }} />
          <DialogFoot onCancel={onClose}>
            <Button type="submit" loading={busy}>
              {t('supplementSend')}
            </Button>
          </DialogFoot>
        </Stack>
      </form>
    </Dialog>
  );
}

function Fields({ writing, wrong, change }: { writing: Writing; wrong: Wrong; change(parts: Partial<Writing>): void }) {
  const { t } = useTranslation('forms');
  return (
    <>
      <Textarea
        label={t('supplementText')}
        required
        withAsterisk
        data-autofocus
        autosize
        minRows={3}
        maxRows={14}
        maxLength={messageLimits.text}
        value={writing.text}
        error={wrong.text}
        onChange={(e) => change({ text: e.currentTarget.value })}
      />
      <TextInput
        label={t('supplementReason')}
        required
        withAsterisk
        maxLength={200}
        value={writing.reason}
        error={wrong.reason}
        onChange={(e) => change({ reason: e.currentTarget.value })}
      />
      <div className="form-row">
        <Select
          label={t('source')}
          data={sources.map((value) => ({ value, label: t(supplementSources[value]) }))}
          value={writing.source}
          allowDeselect={false}
          onChange={(source) => source && change({ source: source as SupplementSource })}
        />
        <TextInput
          label={t('sourceWords')}
          required={writing.source === 'other'}
          withAsterisk={writing.source === 'other'}
          maxLength={200}
          value={writing.words}
          error={wrong.words}
          onChange={(e) => change({ words: e.currentTarget.value })}
        />
      </div>
      <div className="form-row">
        <TextInput
          label={t('when')}
          required
          withAsterisk
          type="datetime-local"
          value={writing.from}
          error={wrong.from}
          onChange={(e) => change({ from: e.currentTarget.value })}
        />
        <TextInput
          label={t('until')}
          type="datetime-local"
          value={writing.to}
          error={wrong.to}
          onChange={(e) => change({ to: e.currentTarget.value })}
        />
      </div>
    </>
  );
}
