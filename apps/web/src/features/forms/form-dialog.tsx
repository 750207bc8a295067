import { Button, Stack } from '@mantine/core';
import { type Form, type FormProblem, formLimits, type Message, type Template } from '@rapport/contract';
import { type FormEvent, type ReactNode, useEffect, useMemo, useRef, useState } from 'react';
import { useAct } from '../../app/answers.ts';
import { useClient, useDoor } from '../../app/client.tsx';
import { Dialog, DialogFoot } from '../../app/dialog.tsx';
import { useTranslation } from '../../app/translation.tsx';
import { useClock } from '../../app/use-clock.ts';
import { ChooseTemplate } from './choose-template.tsx';
import { EnvelopeEnd, EnvelopeHead } from './envelope.tsx';
import { FieldInput } from './fields.tsx';
import { begin, type Filling, fillingOf, formFrom, personFor, renewed, type Source } from './filling.ts';
import { inWords } from './in-words.ts';
import { type FillingPlace, forgetFilling, keepFilling, keptFilling } from './kept-filling.ts';
import { Participants } from './participants.tsx';
import { useTemplate } from './templates.ts';
import './forms.css';

interface Props {
  conversation: string;
  /** A record to put right; without one, a new one. */
  message?: Message | undefined;
  /** Messages it is written from, with their words as a summary and who wrote them to begin with. */
  from?: { sources: Source[]; summary: string; senders: { id: string; name: string }[] } | undefined;
  /** What a new one begins with: a template, and whom it was with. */
  begun?: { template: { id: string; version: number } | undefined; withWhom: string };
  /** Above its fields. */
  head?: ReactNode;
  /** Takes a new one instead of the conversation; the same id is the same record. */
  hand?(form: Form, clientId: string): Promise<unknown>;
  onClose(): void;
}

/** Fills in a record, or puts one right. */
export function FormDialog({ message, ...rest }: Props) {
  const { t } = useTranslation('forms');
  const [chosen, choose] = useState<{ id: string; version: number } | null>(
    message?.form ? { id: message.form.template, version: message.form.version } : (rest.begun?.template ?? null),
  );
  const { template, error } = useTemplate(chosen?.id ?? '', chosen?.version ?? 0);
  const { language } = useClock();
  const title = message ? t('changeTitle') : inWords(template?.names, language) || t('chooseTitle');
  return (
    <Dialog onClose={rest.onClose} title={title} size={720}>
      {!chosen && rest.head && <Stack mb="md">{rest.head}</Stack>}
      {!chosen && <ChooseTemplate onChoose={choose} />}
      {chosen && error && <p role="alert">{error}</p>}
      {template && (
        <Fill
          key={template.id}
          template={template}
          message={message}
          {...rest}
          onAnother={message ? undefined : () => choose(null)}
        />
      )}
    </Dialog>
  );
}

interface FillProps extends Props {
  template: Template;
  onAnother?: (() => void) | undefined;
}

function usePlace(conversation: string, { id }: Template): FillingPlace {
  const user = useClient((s) => s.me?.user.id) ?? '';
  return useMemo(() => ({ user, conversation, template: id }), [user, conversation, id]);
}

function useFilling({ template, conversation, message, from, begun: given }: FillProps) {
  const withWhom = given?.withWhom;
  const me = useClient((s) => s.me?.user);
  const { language } = useClock();
  const fresh = useMemo(
    () => (): Filling => {
      const zone = me?.timeZone ?? Intl.DateTimeFormat().resolvedOptions().timeZone;
      const title = inWords(template.names, language);
      const begun = begin(template, { now: Date.now(), zone, me: personFor(me?.name ?? '', me?.id), title });
      if (withWhom) return { ...begun, participants: [...begun.participants, personFor(withWhom)] };
      if (!from) return begun;
      const others = from.senders.filter(({ id }) => id !== me?.id).map(({ id, name }) => personFor(name, id));
      const participants = [...begun.participants, ...others].slice(0, formLimits.participants);
      return { ...begun, channel: 'chat', summary: from.summary, sources: from.sources, participants };
    },
    [template, me, language, from, withWhom],
  );
  const place = usePlace(conversation, template);
  const kept = useMemo(() => {
    const found = message || from ? undefined : keptFilling(place);
    return found && renewed(found, template);
  }, [place, message, from, template]);
  const [filling, setFilling] = useState<Filling>(() => (message?.form ? fillingOf(message.form) : (kept ?? fresh())));
  const [restored, setRestored] = useState(kept !== undefined);
  const change = (parts: Partial<Filling>): void => {
    const now = { ...filling, ...parts };
    setFilling(now);
    if (!message && !from) keepFilling(place, now);
  };
  const anew = (): void => {
    forgetFilling(place);
    setFilling(fresh());
    setRestored(false);
  };
  return { place, filling, change, restored, anew };
}

function useSubmit({ template, conversation, message, hand, onClose }: FillProps, place: FillingPlace, filling: Filling) {
  const { t } = useTranslation('forms');
  const client = useDoor();
  const { act, busy } = useAct();
  const { language } = useClock();
  // One id for all attempts: an answer that was lost does not make two records.
  const clientId = useRef(crypto.randomUUID());
  const [problems, setProblems] = useState<readonly FormProblem[]>([]);
  // In talk with a customer a record is ours.
  const customer = useClient((s) => s.conversations[conversation]?.customer !== undefined);
  const give = (form: Form): Promise<unknown> => {
    const here = { conversation: conversation as never };
    if (message) return client.call('conversations.changeForm', { ...here, seq: message.seq, form, expectedEv: message.ev });
    if (hand) return hand(form, clientId.current);
    const draft = { clientId: clientId.current, form, ...(customer ? { private: true as const } : {}) };
    return client.call('conversations.sendMessage', { ...here, draft });
  };
  const send = async (form: Form): Promise<void> => {
    const done = await act(async () => {
      await give(form);
      return true;
    });
    if (!done) return;
    if (!message) forgetFilling(place);
    onClose();
  };
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    const made = formFrom(template, filling, language, { missing: t('missing'), endsBefore: t('endsBefore') });
    setProblems('problems' in made ? made.problems : []);
    if ('form' in made) void send(made.form);
  };
  return { submit, busy, problems };
}

function Fill(props: FillProps) {
  const { t } = useTranslation('forms');
  const { template, message, head, onClose, onAnother } = props;
  const { place, filling, change, restored, anew } = useFilling(props);
  const { submit, busy, problems } = useSubmit(props, place, filling);
  const wrong = useMemo(() => new Map(problems.map(({ field, reason }) => [field, reason])), [problems]);
  const form = useRef<HTMLFormElement>(null);
  useEffect(() => {
    // Whoever is told that something is wrong is taken there.
    if (problems.length > 0) form.current?.querySelector<HTMLElement>('[aria-invalid=true]')?.focus();
  }, [problems]);
  const { schema, insists } = template.definition;
  const envelope = { filling, insists, wrong, change };
  return (
    <form ref={form} onSubmit={submit} noValidate>
      <Stack>
        {head}
        {message && <p className="dim">{t('changeHint')}</p>}
        {restored && (
          <p className="dim" role="status">
            {t('kept')}{' '}
            <button type="button" className="plain-button link-button" onClick={anew}>
              {t('beginAnew')}
            </button>
          </p>
        )}
        <EnvelopeHead {...envelope} />
        <Participants people={filling.participants} wrong={wrong} onChange={(participants) => change({ participants })} />
        {Object.entries(schema.properties).map(([name, field]) => (
          <FieldInput
            key={name}
            field={field}
            path={`values/${name}`}
            value={filling.values[name]}
            required={schema.required.includes(name)}
            wrong={wrong}
            onChange={(value) => {
              const { [name]: _, ...values } = filling.values;
              change({ values: value === undefined ? values : { ...values, [name]: value } });
            }}
          />
        ))}
        <EnvelopeEnd {...envelope} />
        <div className="form-foot">
          {problems.length > 0 && (
            <p role="alert" className="danger-text">
              {t('wrong', { count: problems.length })}
            </p>
          )}
          <DialogFoot onCancel={onClose}>
            {onAnother && (
              <Button variant="subtle" onClick={onAnother}>
                {t('another')}
              </Button>
            )}
            <Button type="submit" loading={busy}>
              {t(message ? 'saveChange' : 'send')}
            </Button>
          </DialogFoot>
        </div>
      </Stack>
    </form>
  );
}
