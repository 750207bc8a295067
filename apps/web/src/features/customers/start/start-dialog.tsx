import { Button, Select, TagsInput, Textarea, TextInput } from '@mantine/core';
import { useNavigate } from '@tanstack/react-router';
import { type FormEvent, useState } from 'react';
import { useDoor } from '../../../app/client.tsx';
import { Dialog, DialogFoot } from '../../../app/dialog.tsx';
import { codeOf, sentenceOf } from '../../../app/errors.ts';
import { shortTimeOf } from '../../../app/times.ts';
import { toast } from '../../../app/toasts.tsx';
import { useTranslation } from '../../../app/translation.tsx';
import { useClock } from '../../../app/use-clock.ts';
import { useUploads } from '../../composer/use-uploads.ts';
import { channelName } from '../channel-name.ts';
import { tellBelow } from '../limits.tsx';
import { reasonWords } from '../reason-names.ts';
import { carriesFiles, StartFiles } from './start-files.tsx';
import { type NamedWay, useWays, usualInbox } from './use-ways.ts';
import '../customers.css';

interface Props {
  contact: string;
  onClose(): void;
}

interface Sketch {
  way?: string;
  inbox?: string;
  subject: string;
  cc: string[];
  text: string;
}

/** We write first: by which way, in which inbox, what. What may not be sent says why and when it may; what is written stays. */
export function StartDialog({ contact, onClose }: Props) {
  const { t } = useTranslation('customers');
  const { ways, suggested, inboxes, error: failed, contact: known, reload } = useWays(contact);
  const [sketch, setSketch] = useState<Sketch>({ subject: '', cc: [], text: '' });
  const change = (next: Partial<Sketch>): void => setSketch((old) => ({ ...old, ...next }));
  const way = ways?.find(({ key }) => key === (sketch.way ?? suggested));
  const inbox = sketch.inbox ?? usualInbox(inboxes, way?.account);
  const isMail = way?.capabilities?.threads === 'headers';
  const most = way?.capabilities?.parts.text?.maxChars;
  const uploads = useUploads(`start:${contact}`);
  const carries = carriesFiles(way?.capabilities);
  const { send, busy, error } = useStart(contact, reload);
  const filesReady = uploads.list.length === 0 || (carries && !uploads.busy && !uploads.failed);
  const ready = way?.verdict.allowed === true && inbox !== undefined && sketch.text.trim() !== '' && filesReady;
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (!ready || !way || !inbox) return;
    const mail = isMail ? { ...(sketch.subject.trim() ? { subject: sketch.subject.trim() } : {}), cc: sketch.cc } : {};
    const attachments = uploads.take();
    const given = { account: way.account, handle: way.handle, inbox, text: sketch.text.trim(), attachments, ...mail };
    void send(given).then((sent) => sent || uploads.putBack(attachments));
  };
  return (
    <Dialog title={t('startTitle', { name: known?.name ?? '' })} size="lg" onClose={onClose}>
      <form className="start" onSubmit={submit}>
        {failed && <p className="danger-text">{failed}</p>}
        {ways?.length === 0 && <p>{t('noWays')}</p>}
        {ways && inboxes.length === 0 && <p className="danger-text">{t('noInboxes')}</p>}
        <fieldset className="start-ways" aria-label={t('wayWhich')}>
          {ways?.map((one) => (
            <Way key={one.key} way={one} chosen={one === way} onChoose={() => change({ way: one.key })} />
          ))}
        </fieldset>
        {inboxes.length > 1 && (
          <Select
            label={t('startInbox')}
            allowDeselect={false}
            value={inbox ?? null}
            data={inboxes.map(({ id, name }) => ({ value: id, label: name }))}
            onChange={(value) => value && change({ inbox: value })}
          />
        )}
        {isMail && (
          <>
            <TextInput
              label={t('startSubject')}
              maxLength={200}
              value={sketch.subject}
              onChange={(event) => change({ subject: event.currentTarget.value })}
            />
            <TagsInput
              label={t('startCc')}
              placeholder={t('startCcHint')}
              maxTags={20}
              value={sketch.cc}
              onChange={(cc) => change({ cc })}
            />
          </>
        )}
        <Textarea
          label={t('startText')}
          autosize
          minRows={5}
          maxRows={14}
          {...(most ? { maxLength: most } : {})}
          {...(most && most <= tellBelow ? { description: t('limitChars', { count: most }) } : {})}
          value={sketch.text}
          onChange={(event) => change({ text: event.currentTarget.value })}
          data-autofocus
        />
        <StartFiles uploads={uploads} capabilities={way?.capabilities} />
        {error && (
          <p className="danger-text" role="alert">
            {error}
          </p>
        )}
        <DialogFoot onCancel={onClose}>
          <Button type="submit" loading={busy} disabled={!ready}>
            {t('startSend')}
          </Button>
        </DialogFoot>
      </form>
    </Dialog>
  );
}

interface Given {
  account: string;
  handle: string;
  inbox: string;
  text: string;
  attachments: string[];
  subject?: string;
  cc?: string[];
}

/** Sends it, and goes to the case that it made; answers whether it went. Said again after a lost answer it is the same message. */
function useStart(contact: string, reload: () => void) {
  const { t } = useTranslation('customers');
  const client = useDoor();
  const navigate = useNavigate();
  const [clientId, setClientId] = useState<string>(() => crypto.randomUUID());
  const [state, setState] = useState<{ busy: boolean; error?: string }>({ busy: false });
  const send = async ({ cc = [], ...given }: Given): Promise<boolean> => {
    setState({ busy: true });
    try {
      const made = await client.call('cases.start', {
        clientId,
        contact,
        ...given,
        cc: cc.map((address) => ({ address })),
      } as never);
      toast({ kind: 'success', text: t('started', { number: made.number }) });
      await navigate({ to: '/inbox', search: { case: made.case } as never });
      return true;
    } catch (error) {
      // It was answered: what is sent next is another message.
      if (codeOf(error)) setClientId(crypto.randomUUID());
      reload();
      setState({ busy: false, error: sentenceOf(error) });
      return false;
    }
  };
  return { send, ...state };
}

const purposes = {
  reply: 'purposeReply',
  transactional: 'purposeTransactional',
  survey: 'purposeSurvey',
  marketing: 'purposeMarketing',
} as const;

/** One way: by what, to where, and whether it is open; else why not, and when it will be. */
function Way({ way, chosen, onChoose }: { way: NamedWay; chosen: boolean; onChoose(): void }) {
  const { t } = useTranslation('customers');
  const clock = useClock();
  const { channel, accountName, address, verdict } = way;
  const { allowed, because, nextAllowedAt, purpose, by, window: open } = verdict;
  const says = allowed
    ? [
        t(purposes[purpose]),
        ...(by === 'member' ? [t('byMember')] : []),
        ...(open ? [t('windowLeft', { time: shortTimeOf(open.endsAt, clock) })] : []),
        ...(open?.left ? [t('windowCount', { count: open.left })] : []),
      ]
    : [
        t('notNow', { reason: t(reasonWords[because ?? 'account-off']) }),
        ...(nextAllowedAt === undefined ? [] : [t('nextAt', { time: shortTimeOf(nextAllowedAt, clock) })]),
      ];
  return (
    <label className="start-way" data-open={allowed || undefined}>
      <input type="radio" name="way" checked={chosen} onChange={onChoose} />
      <span className="min0">
        <span className="strong ellipsis">{[channelName(channel, t), address].filter(Boolean).join(' · ')}</span>
        <span className="dim">
          {accountName} · {says.join(' · ')}
        </span>
      </span>
    </label>
  );
}
