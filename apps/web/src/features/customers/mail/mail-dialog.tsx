import { Button } from '@mantine/core';
import type { Client } from '@rapport/client';
import { type Addressee, filePaths, type Message } from '@rapport/contract';
import { IconAlertTriangle, IconShieldCheck } from '@tabler/icons-react';
import { useEffect, useMemo, useRef, useState } from 'react';
import { useDoor } from '../../../app/client.tsx';
import { Dialog } from '../../../app/dialog.tsx';
import { languageNow } from '../../../app/language.ts';
import { fullTimeOf } from '../../../app/times.ts';
import { useTranslation } from '../../../app/translation.tsx';
import { useClock } from '../../../app/use-clock.ts';
import { filesIn, type MailPage, mailPage } from './mail-page.ts';

/** A picture larger than this is a file to be opened, not part of a text. Bytes. */
const largestPicture = 4_000_000;

const dataOf = (blob: Blob): Promise<string> =>
  new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => resolve(String(reader.result));
    reader.onerror = () => reject(reader.error);
    reader.readAsDataURL(blob);
  });

/** The house's own pictures of a mail, as the frame can show them: it may ask nobody, not even the house. */
async function picturesOf(html: string): Promise<Map<string, string>> {
  const all = await Promise.all(
    filesIn(html).map(async (file) => {
      const answer = await fetch(filePaths.content(file.slice('file:'.length) as never, 'picture'));
      const blob = answer.ok ? await answer.blob() : undefined;
      const shown = blob && /^image\/(png|gif|jpeg|webp)$/.test(blob.type) && blob.size <= largestPicture;
      return shown ? ([[file, await dataOf(blob)]] as const) : [];
    }),
  );
  return new Map(all.flat());
}

async function read(file: string): Promise<Read> {
  const answer = await fetch(filePaths.content(file, 'mail.html'));
  if (!answer.ok) throw new Error(String(answer.status));
  const html = await answer.text();
  return { html, pictures: await picturesOf(html) };
}

interface Read {
  html: string;
  pictures: ReadonlyMap<string, string>;
}

/** Pictures that are asked for at the same time. */
const askedAtOnce = 4;
/** Of one mail: so many, and characters of all together. A sender may name thousands, and the reader's browser holds them all. */
const mostAsked = 100;
const mostHeld = 40_000_000;

/** Pictures from elsewhere, by way of the house; those that it does not get are left out. */
async function fetchPictures(client: Client, message: Message, addresses: readonly string[]): Promise<Map<string, string>> {
  const found = new Map<string, string>();
  const left = addresses.slice(0, mostAsked);
  let held = 0;
  const one = async (): Promise<void> => {
    for (let address = left.shift(); address !== undefined && held < mostHeld; address = left.shift()) {
      const at = { conversation: message.conversation, seq: message.seq, address };
      const picture = await client.callOverHttp('conversations.remotePicture', at).catch(() => undefined);
      if (!picture) continue;
      held += picture.bytes.length;
      found.set(address, `data:${picture.type};base64,${picture.bytes}`);
    }
  };
  await Promise.all(Array.from({ length: askedAtOnce }, one));
  return found;
}

/** A mail as its sender laid it out, with what stands in its head. Nothing in it runs, and nobody outside learns that it was opened. */
export function MailDialog({ message, onClose }: { message: Message; onClose(): void }) {
  const { t } = useTranslation('customers');
  const { shown, failed, asking, fetchHeld } = useMail(message);
  return (
    <Dialog title={message.inbound?.subject ?? t('original')} size="xl" onClose={onClose}>
      <div className="mail">
        <MailHead message={message} />
        {failed && (
          <p className="danger-text" role="alert">
            {t('originalFailed')}
          </p>
        )}
        {shown && shown.held.length > 0 && (
          <div className="mail-held">
            <p>{t(asking === 'answered' ? 'picturesMissing' : 'picturesHeld', { count: shown.held.length })}</p>
            {asking !== 'answered' && (
              <Button variant="default" size="xs" loading={asking === 'asked'} onClick={fetchHeld}>
                {t('showPictures')}
              </Button>
            )}
          </div>
        )}
        {shown && <MailFrame page={shown.page} onClose={onClose} />}
      </div>
    </Dialog>
  );
}

/**
 * The mail itself. Its frame is a world of its own: what is pressed in there is told to nobody outside, Escape neither. So there is a way out before
 * it and behind it: the next press of Tab leaves the frame, and Enter or Escape there ends the reading.
 */
function MailFrame({ page, onClose }: { page: string; onClose(): void }) {
  const { t } = useTranslation('customers');
  const behind = useRef<HTMLButtonElement>(null);
  return (
    <div className="mail-around">
      <button type="button" className="mail-out" onClick={() => behind.current?.focus()}>
        {t('passMail')}
      </button>
      <iframe
        className="mail-frame"
        title={t('original')}
        sandbox="allow-popups allow-popups-to-escape-sandbox"
        referrerPolicy="no-referrer"
        srcDoc={page}
      />
      <button type="button" className="mail-out" ref={behind} onClick={onClose}>
        {t('leaveMail')}
      </button>
    </div>
  );
}

interface Shown {
  shown: MailPage | undefined;
  failed: boolean;
  /** Whether pictures from elsewhere were asked for, and are there as far as they can be. */
  asking?: 'asked' | 'answered';
  fetchHeld(): void;
}

function useMail(message: Message): Shown {
  const { t } = useTranslation('customers');
  const client = useDoor();
  const file = message.inbound?.html;
  const [mail, keep] = useState<Read>();
  const [failed, fail] = useState(false);
  const [asking, ask] = useState<'asked' | 'answered'>();
  useEffect(() => {
    if (!file) return;
    let gone = false;
    read(file).then(
      (found) => !gone && keep(found),
      () => !gone && fail(true),
    );
    return () => {
      gone = true;
    };
  }, [file]);
  const shown = useMemo(() => {
    const words = {
      language: languageNow(),
      quoted: t('quoted'),
      picture: (host: string, says: string) => (says ? t('pictureSaying', { says, host }) : t('pictureFrom', { host })),
    };
    return mail && mailPage(mail.html, mail.pictures, words);
  }, [mail, t]);
  const fetchHeld = () => {
    if (!mail || !shown) return;
    ask('asked');
    void fetchPictures(client, message, shown.held).then((more) => {
      keep({ ...mail, pictures: new Map([...mail.pictures, ...more]) });
      ask('answered');
    });
  };
  return { shown, failed, asking, fetchHeld };
}

const listed = (all: readonly Addressee[]): string =>
  all.map(({ address, name }) => (name ? `${name} <${address}>` : address)).join(', ');

/** From whom, to whom, when, and whether our mail server found that it is from there. */
function MailHead({ message }: { message: Message }) {
  const { t } = useTranslation('customers');
  const clock = useClock();
  const { inbound, senderName, occurredAt, at } = message;
  if (!inbound) return null;
  const { address, to = [], cc = [], vouched } = inbound;
  return (
    <dl className="mail-head">
      <dt>{t('mailFrom')}</dt>
      <dd>
        {listed([{ address, ...(senderName && senderName !== address ? { name: senderName } : {}) }])}
        <span className="mail-proof" data-sure={vouched || undefined}>
          {vouched ? <IconShieldCheck size={14} aria-hidden /> : <IconAlertTriangle size={14} aria-hidden />}
          {t(vouched ? 'vouched' : 'notVouched')}
        </span>
      </dd>
      {to.length > 0 && (
        <>
          <dt>{t('mailTo')}</dt>
          <dd>{listed(to)}</dd>
        </>
      )}
      {cc.length > 0 && (
        <>
          <dt>{t('mailCc')}</dt>
          <dd>{listed(cc)}</dd>
        </>
      )}
      <dt>{t('mailDate')}</dt>
      <dd>{fullTimeOf(occurredAt ?? at, clock)}</dd>
    </dl>
  );
}
