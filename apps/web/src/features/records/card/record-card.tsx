import { Button } from '@mantine/core';
import type { Message, Output, RecordedForm } from '@rapport/contract';
import { IconArrowLeft, IconLink, IconMessage, IconShieldCheck, IconX } from '@tabler/icons-react';
import { Link, useNavigate, useParams } from '@tanstack/react-router';
import { useState } from 'react';
import { useAnswer, useReloadOn } from '../../../app/answers.ts';
import { useClient } from '../../../app/client.tsx';
import { copyText } from '../../../app/copy.ts';
import { Empty } from '../../../app/empty.tsx';
import { IconButton } from '../../../app/icon-button.tsx';
import { Later } from '../../../app/later.tsx';
import { useTranslation } from '../../../app/translation.tsx';
import { CommitmentList } from '../../commitments/commitment-list.tsx';
import { WhyKept } from '../../retention/why/why-kept.tsx';
import { RedactButton } from '../redaction/redact-button.tsx';
import { Verification, type Wanted } from '../verify/verification.tsx';
import { ConversationCompleteness } from './completeness.tsx';
import { CustomerFacts } from './customer-facts.tsx';
import { EventList } from './event-list.tsx';
import { LedgerFacts } from './ledger-facts.tsx';
import { RecordLabels } from './record-labels.tsx';
import { SaidRecord } from './said-record.tsx';
import { SupplementList } from './supplement-list.tsx';
import { Versions } from './versions.tsx';
import './card.css';

/** A record beside the list: what was said, every version, what happened to it, its place in the ledger, and its proof. */
export function RecordCard() {
  const { conversation, seq } = useParams({ from: '/shell/records/$conversation/$seq' });
  return <OneRecord key={`${conversation}/${seq}`} conversation={conversation} seq={Number(seq)} />;
}

interface Place {
  conversation: string;
  seq: number;
}

function OneRecord({ conversation, seq }: Place) {
  const { t } = useTranslation(['records', 'app']);
  const at = { conversation: conversation as never, seq };
  const range = useAnswer('conversations.history', { conversation: at.conversation, around: seq, limit: 1 });
  const story = useAnswer('records.get', at);
  useReloadOn(
    useClient((s) => s.conversations[conversation]?.ev),
    range.reload,
  );
  const message = range.data?.messages.find((one) => one.seq === seq);
  const both = (): void => {
    range.reload();
    story.reload();
  };
  const error = range.error ?? story.error ?? (range.data && !message ? t('gone') : undefined);
  return (
    <aside className="record-card" aria-label={t('card')}>
      <CardHead conversation={conversation} seq={seq} />
      {error && <Empty title={error} />}
      {message && story.data ? (
        <Inside message={message} story={story.data} onAgain={story.reload} onChanged={both} />
      ) : (
        !error && (
          <Later>
            <p className="dim">{t('app:loading')}</p>
          </Later>
        )
      )}
    </aside>
  );
}

function CardHead({ conversation, seq }: Place) {
  const { t } = useTranslation('records');
  const navigate = useNavigate();
  const close = (): void => void navigate({ to: '/records', search: (old: object) => old });
  return (
    <header className="record-card-head">
      <IconButton className="phone-only" label={t('back')} onClick={close}>
        <IconArrowLeft size={18} />
      </IconButton>
      <h2>{t('card')}</h2>
      <span className="grow" />
      <IconButton
        label={t('copyLink')}
        onClick={() => void copyText(`${location.origin}/records/${conversation}/${seq}`, t('linkCopied'))}
      >
        <IconLink size={18} />
      </IconButton>
      <IconButton className="wide-only" label={t('keyClose')} keys="Esc" onClick={close}>
        <IconX size={18} />
      </IconButton>
    </header>
  );
}

interface InsideProps {
  message: Message;
  story: Output<'records.get'>;
  onAgain(): void;
  onChanged(): void;
}

function Inside({ message, story, onAgain, onChanged }: InsideProps) {
  const { t } = useTranslation('records');
  const { events } = story;
  const customer = message.inbound ?? message.outward ?? message.private;
  const standing = message.recalled ? events.at(-1) : events.findLast((event) => event.version);
  const [wanted, setWanted] = useState<Wanted | null>(null);
  const verify = (version?: { ev: number; text: string; form?: RecordedForm }): void => {
    const what = version ?? (standing && wordsOf(message, standing.ev));
    if (what) setWanted((old) => ({ ...what, turn: (old?.turn ?? 0) + 1 }));
  };
  const edited = !message.recalled && events.filter((event) => event.version).length > 1;
  return (
    <div className="record-card-inside">
      <SaidRecord message={message} />
      <p className="record-acts">
        <Button size="xs" leftSection={<IconShieldCheck size={16} />} onClick={() => verify()} disabled={!standing}>
          {t('verifyNow')}
        </Button>
        <Link
          to="/c/$conversation/$seq"
          params={{ conversation: message.conversation, seq: String(message.seq) }}
          search={{}}
          className="link record-way"
        >
          <IconMessage size={16} aria-hidden /> {t('showThere')}
        </Link>
        <RedactButton message={message} onDone={onChanged} />
      </p>
      <RecordLabels message={message} onChanged={onChanged} />
      {customer && <CustomerFacts message={message} cases={story.cases} />}
      {wanted && <Verification wanted={wanted} message={message} onAgain={onAgain} />}
      <SupplementList message={message} />
      <CommitmentList message={message} />
      {edited && (
        <section className="record-part">
          <h3>{t('versions')}</h3>
          <Versions message={message} events={events} onVerify={verify} />
        </section>
      )}
      <section className="record-part">
        <h3>{t('happened')}</h3>
        <EventList events={events} signing={message.signing ?? []} whole={story.whole} />
      </section>
      <section className="record-part">
        <h3>{t('ledger')}</h3>
        <LedgerFacts ledger={story.ledger} place={standing?.place} />
        <ConversationCompleteness conversation={message.conversation} />
      </section>
      <WhyKept conversation={message.conversation} seq={message.seq} />
    </div>
  );
}

/** The version that stands; of what was recalled there are no words to compare. */
const wordsOf = (message: Message, ev: number): Omit<Wanted, 'turn'> =>
  message.recalled ? { ev } : { ev, text: message.text, ...(message.form ? { form: message.form } : {}) };
