import { Button, Stack, Textarea, TextInput } from '@mantine/core';
import {
  type CannedReply,
  fillVariables,
  type Inbox,
  isReplyVariable,
  type ReplyVariable,
  replyVariables,
  variablesIn,
} from '@rapport/contract';
import { type FormEvent, useRef, useState } from 'react';
import { useAct } from '../../../app/answers.ts';
import { useClient, useDoor } from '../../../app/client.tsx';
import { Dialog, SaveFoot } from '../../../app/dialog.tsx';
import { toast } from '../../../app/toasts.tsx';
import { useTranslation } from '../../../app/translation.tsx';
import { InboxChoice, useFirstInbox } from './inbox-choice.tsx';

interface Props {
  reply: CannedReply | null;
  inboxes: readonly Inbox[];
  onDone(): void;
  onClose(): void;
}

type Which = 'zh' | 'en';

/** A text in the languages there are, with places for what is known of the case, and how it will read. */
export function ReplyDialog({ reply, inboxes, onDone, onClose }: Props) {
  const { t, language } = useTranslation(['inboxSettings', 'access']);
  const client = useDoor();
  const { act, busy } = useAct();
  const first = useFirstInbox(inboxes);
  const [name, setName] = useState(reply?.name ?? '');
  const [inbox, setInbox] = useState<string | null>(reply ? reply.inbox : first);
  const [texts, setTexts] = useState({ zh: reply?.texts.zh ?? '', en: reply?.texts.en ?? '' });
  const unknown = variablesIn(`${texts.zh}\n${texts.en}`).filter((name) => !isReplyVariable(name));
  const order: Which[] = language === 'zh-CN' ? ['zh', 'en'] : ['en', 'zh'];
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    const given = { ...(texts.zh.trim() ? { zh: texts.zh } : {}), ...(texts.en.trim() ? { en: texts.en } : {}) };
    void act(async () => {
      await client.call('inbox.saveReply', {
        ...(reply ? { reply: reply.id, archived: reply.archived } : {}),
        inbox: inbox as never,
        name: name.trim(),
        texts: given,
      });
      toast({ kind: 'success', text: t('access:saved') });
      onDone();
      onClose();
    });
  };
  return (
    <Dialog onClose={onClose} size={760} title={reply ? t('changeOf', { name: reply.name }) : t('newReply')}>
      <form onSubmit={submit}>
        <Stack>
          <div className="form-row">
            <TextInput
              label={t('name')}
              placeholder={t('replyExample')}
              required
              maxLength={80}
              data-autofocus
              value={name}
              onChange={(e) => setName(e.currentTarget.value)}
            />
            <InboxChoice inboxes={inboxes} inbox={inbox} onChange={setInbox} />
          </div>
          {order.map((which) => (
            <ReplyText key={which} which={which} text={texts[which]} onChange={(text) => setTexts({ ...texts, [which]: text })} />
          ))}
          {unknown.length > 0 && (
            <p role="alert" className="danger-text">
              {t('unknownVariables', { names: unknown.map((one) => `{{${one}}}`).join(' ') })}
            </p>
          )}
          <SaveFoot
            onCancel={onClose}
            loading={busy}
            disabled={!name.trim() || !(texts.zh.trim() || texts.en.trim()) || unknown.length > 0}
          />
        </Stack>
      </form>
    </Dialog>
  );
}

const variableWords = {
  'contact.name': 'varContact',
  'case.number': 'varNumber',
  'case.title': 'varTitle',
  'agent.name': 'varAgent',
  'inbox.name': 'varInbox',
  'organization.name': 'varOrganization',
  today: 'varToday',
  'rating.link': 'varRating',
} as const satisfies Record<ReplyVariable, string>;

const exampleWords = {
  'contact.name': 'exampleContact',
  'case.number': 'exampleNumber',
  'case.title': 'exampleTitle',
  'inbox.name': 'exampleInbox',
  'organization.name': 'exampleOrganization',
  'rating.link': 'exampleRating',
} as const;

interface TextProps {
  which: Which;
  text: string;
  onChange(text: string): void;
}

function ReplyText({ which, text, onChange }: TextProps) {
  const { t } = useTranslation('inboxSettings');
  const me = useClient((s) => s.me?.user.name) ?? '';
  const field = useRef<HTMLTextAreaElement>(null);
  const examples: Record<ReplyVariable, string> = {
    'agent.name': me,
    today: new Date().toISOString().slice(0, 10),
    ...(Object.fromEntries(Object.entries(exampleWords).map(([key, word]) => [key, t(word)])) as Record<
      keyof typeof exampleWords,
      string
    >),
  };
  // What nobody knows stays as it is.
  const reading = fillVariables(text, (name, written) => (isReplyVariable(name) ? examples[name] : written));
  const insert = (variable: ReplyVariable): void => {
    const at = field.current?.selectionStart ?? text.length;
    onChange(`${text.slice(0, at)}{{${variable}}}${text.slice(field.current?.selectionEnd ?? at)}`);
    field.current?.focus();
  };
  return (
    <div className="reply-text">
      <Textarea
        ref={field}
        label={t(which === 'zh' ? 'textZh' : 'textEn')}
        autosize
        minRows={3}
        maxRows={10}
        maxLength={8000}
        value={text}
        onChange={(e) => onChange(e.currentTarget.value)}
      />
      <div className="reply-variables">
        {replyVariables.map((one) => (
          <Button key={one} size="compact-xs" variant="default" onClick={() => insert(one)}>
            {t(variableWords[one])}
          </Button>
        ))}
      </div>
      {text.includes('{{') && (
        <section className="admin-note" aria-label={t('preview')}>
          <p className="admin-small strong">{t('preview')}</p>
          <p className="inbox-set-prose">{reading}</p>
        </section>
      )}
    </div>
  );
}
