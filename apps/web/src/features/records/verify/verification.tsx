import type { Message, Output, RecordedForm } from '@rapport/contract';
import { IconAlertTriangle, IconCheck, IconHelp, IconShieldCheck, IconX } from '@tabler/icons-react';
import { useEffect, useState } from 'react';
import { useDoor } from '../../../app/client.tsx';
import { sentenceOf } from '../../../app/errors.ts';
import { useTranslation } from '../../../app/translation.tsx';
import { usePartNames } from '../redaction/part-names.ts';
import { FileChecks } from './file-checks.tsx';
import type { Step, StepName, Verdict } from './verify-proof.ts';

/** What is to be verified: an event, and the words that the page shows of it. */
export interface Wanted {
  ev: number;
  text?: string;
  form?: RecordedForm;
  /** Pressed again: it is reckoned again. */
  turn: number;
}

type Outcome =
  | { state: 'waiting' }
  | { state: 'failed'; reason: string }
  | { state: 'done'; verdict: Verdict; proof: Output<'records.proof'> };

/** Reckons a proof in this page, and says step by step what came of it. */
interface Props {
  wanted: Wanted;
  message: Message;
  onAgain(): void;
  /** Asks for the proof of an event; by default as whoever sees the message. */
  ask?: (ev: number) => Promise<Output<'records.proof'>>;
}

export function Verification({ wanted, message, onAgain, ask }: Props) {
  const { t } = useTranslation('records');
  const outcome = useOutcome(wanted, message, onAgain, ask);
  return (
    <section className="verification" aria-label={t('verification')} aria-live="polite" aria-busy={outcome === undefined}>
      {outcome === undefined && <p className="dim">{t('verifying')}</p>}
      {outcome?.state === 'waiting' && <p>{t('waitingText')}</p>}
      {outcome?.state === 'failed' && <p className="record-wrong">{outcome.reason}</p>}
      {outcome?.state === 'done' && <Result verdict={outcome.verdict} message={message} current={wanted.ev} />}
    </section>
  );
}

function useOutcome(
  { ev, text, form, turn }: Wanted,
  message: Message,
  onAgain: () => void,
  ask?: Props['ask'],
): Outcome | undefined {
  const client = useDoor();
  const [held, setHeld] = useState<{ turn: number; outcome: Outcome }>();
  // biome-ignore lint/correctness/useExhaustiveDependencies: each press asks once
  useEffect(() => {
    let gone = false;
    const reckon = async (): Promise<Outcome> => {
      // The mathematics comes with the first press.
      const [{ verifyProof }, proof] = await Promise.all([
        import('./verify-proof.ts'),
        ask ? ask(ev) : client.call('records.proof', { conversation: message.conversation, ev }),
      ]);
      if (proof.state === 'waiting') return { state: 'waiting' };
      const shown = {
        conversation: message.conversation,
        ev,
        ...(text === undefined ? {} : { text }),
        ...(form ? { form } : {}),
      };
      return { state: 'done', proof, verdict: await verifyProof(proof, shown) };
    };
    reckon()
      .catch((error: unknown): Outcome => ({ state: 'failed', reason: sentenceOf(error) }))
      .then((outcome) => {
        if (gone) return;
        setHeld({ turn, outcome });
        if (outcome.state === 'done') onAgain();
      });
    return () => {
      gone = true;
    };
  }, [turn, ev]);
  return held?.turn === turn ? held.outcome : undefined;
}

interface ResultProps {
  verdict: Verdict;
  message: Message;
  current: number;
}

function Result({ verdict, message }: ResultProps) {
  const { t } = useTranslation('records');
  const { steps, closed, redacted, files, erased } = verdict;
  const nameOf = usePartNames(message);
  const kind = erased ? 'verdictErased' : redacted.length > 0 ? 'verdictRedacted' : 'verdictRight';
  const wrong = steps.some(({ result }) => result === 'wrong');
  const unsure = steps.some(({ result }) => result === 'unknown');
  return (
    <>
      <p className="verdict" data-verdict={wrong ? 'wrong' : unsure ? 'unknown' : 'right'}>
        {wrong ? <IconAlertTriangle size={20} aria-hidden /> : <IconShieldCheck size={20} aria-hidden />}
        <span className="strong">{t(wrong ? 'verdictWrong' : unsure ? 'verdictUnknown' : kind)}</span>
      </p>
      <ol className="plain-list verify-steps">
        {steps.map((step) => (
          <StepLine key={step.name} step={step} verdict={verdict} />
        ))}
      </ol>
      {redacted.length > 0 && <p>{t('redactedParts', { parts: redacted.map(nameOf).join(t('listComma')) })}</p>}
      {closed.length > 0 && <p className="dim">{t('closedParts', { count: closed.length })}</p>}
      {files.length > 0 && <FileChecks files={files} attachments={message.attachments ?? []} />}
      <p className="dim">{t('selfAttestedLong')}</p>
    </>
  );
}

const icons = { right: IconCheck, wrong: IconX, unknown: IconHelp };

function StepLine({ step: { name, result, detail }, verdict: { index, size } }: { step: Step; verdict: Verdict }) {
  const { t } = useTranslation('records');
  const Icon = icons[result];
  const words: Record<StepName, string> = {
    leaf: t('stepLeaf', { leaf: index + 1 }),
    parts: t('stepParts'),
    contents: t('stepContents'),
    shown: t('stepShown'),
    path: t('stepPath', { n: size }),
    signature: t('stepSignature'),
    erasure: t('stepErasure'),
    redaction: t('stepRedaction'),
  };
  const results = { right: t('resultRight'), wrong: t('resultWrong'), unknown: t('resultUnknown') };
  return (
    <li className="verify-step" data-result={result}>
      <Icon size={16} aria-hidden />
      <span className="grow min0">
        {words[name]} <span className="verify-result">{results[result]}</span>
        {detail && (
          <code className="ellipsis" title={detail}>
            {detail}
          </code>
        )}
        {name === 'signature' && result === 'unknown' && <span className="dim">{t('noEd25519')}</span>}
      </span>
    </li>
  );
}
