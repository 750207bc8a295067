import { Button, Progress } from '@mantine/core';
import type { RecordExport } from '@rapport/contract';
import { IconCopy, IconDownload } from '@tabler/icons-react';
import { copyText } from '../../app/copy.ts';
import { IconButton } from '../../app/icon-button.tsx';
import { dayNameOf, shortTimeOf, sizeOf } from '../../app/times.ts';
import { useTranslation } from '../../app/translation.tsx';
import { useClock } from '../../app/use-clock.ts';
import { formatName } from './format-choice.tsx';

interface Props {
  one: RecordExport;
  naming(id: string): string;
  busy: boolean;
  onCancel(): void;
  onAgain(): void;
}

export const isUnfinished = ({ state }: RecordExport): boolean => state === 'waiting' || state === 'working';

const failures: Partial<Record<string, 'fail_large' | 'fail_full' | 'fail_behind' | 'fail_gone'>> = {
  'too-large': 'fail_large',
  'storage-full': 'fail_full',
  'ledger-behind': 'fail_behind',
  'no-longer-permitted': 'fail_gone',
};

const states = {
  waiting: 'state_waiting',
  working: 'state_working',
  done: 'state_done',
  failed: 'state_failed',
  cancelled: 'state_cancelled',
  expired: 'state_expired',
} as const satisfies Record<RecordExport['state'], string>;

/** Conversations named in a line; of more only the number is told. */
export const named = 3;

/** One export: what it is of, how far it is, and what can be done with it. */
export function ExportLine({ one, naming, busy, onCancel, onAgain }: Props) {
  const { t, language } = useTranslation('exports');
  const clock = useClock();
  return (
    <li className="export" data-state={one.state}>
      <div className="grow min0">
        <p className="export-purpose">{one.purpose}</p>
        <p className="dim">
          <Of one={one} naming={naming} />
        </p>
        <p className="export-state">
          <span className="mark">{t(formatName(one.format))}</span> <span className="strong">{t(states[one.state])}</span>{' '}
          <span className="dim tabular">
            {one.state === 'done' &&
              [
                t('records', { count: one.total }),
                sizeOf(one.bytes, language),
                ...(one.expiresAt ? [t('keptUntil', { time: dayNameOf(one.expiresAt, clock) })] : []),
              ].join(' · ')}
            {one.state !== 'done' && t('madeAt', { time: shortTimeOf(one.createdAt, clock) })}
          </span>
        </p>
        <Told one={one} />
      </div>
      <div className="export-acts">
        {one.state === 'done' && (
          <Button
            component="a"
            href={`/api/exports/${one.id}/bundle.zip`}
            download
            leftSection={<IconDownload size={16} />}
            size="xs"
          >
            {t('download')}
          </Button>
        )}
        {(isUnfinished(one) || one.state === 'done') && (
          <Button variant="default" size="xs" disabled={busy} onClick={onCancel}>
            {t(one.state === 'done' ? 'remove' : 'cancel')}
          </Button>
        )}
        {(one.state === 'failed' || one.state === 'cancelled' || one.state === 'expired') && !one.inspection && (
          <Button variant="default" size="xs" disabled={busy} onClick={onAgain}>
            {t('again')}
          </Button>
        )}
      </div>
    </li>
  );
}

/** Which conversations, of what time, for whom. */
function Of({ one, naming }: Pick<Props, 'one' | 'naming'>) {
  const { t } = useTranslation(['exports', 'app', 'conversations']);
  const clock = useClock();
  const names = one.conversations.slice(0, named).map(naming).join(t('conversations:between'));
  const rest = one.conversations.length - named;
  const day = (at: number): string => dayNameOf(at, { ...clock, now: 0 });
  const spanned = one.after !== undefined || one.before !== undefined;
  const facts = [
    rest > 0 ? `${names} ${t('more', { n: rest })}` : names,
    ...(spanned
      ? [
          t('spanOf', {
            from: one.after === undefined ? t('allTime') : day(one.after),
            until: one.before === undefined ? t('toNow') : day(one.before - 1),
          }),
        ]
      : []),
    ...(one.files ? [] : [t('withoutFiles')]),
    ...(one.recipient ? [t('forRecipient', { name: one.recipient })] : []),
  ];
  return <>{facts.join(' · ')}</>;
}

/** How far it is, what went wrong, and by what it is known. */
function Told({ one }: { one: RecordExport }) {
  const { t } = useTranslation('exports');
  const { done, total, differs, state, digest } = one;
  return (
    <>
      {isUnfinished(one) && (
        <div className="export-progress">
          <Progress
            value={total > 0 ? (100 * done) / total : 0}
            size="sm"
            aria-label={t('progressOf', { purpose: one.purpose })}
          />
          <span className="dim tabular">
            {total > 0 ? t('progress', { done, total }) : state === 'working' ? t('preparing') : null}
          </span>
        </div>
      )}
      {state === 'failed' && <p className="danger-text">{t(failures[one.failure ?? ''] ?? 'fail_unknown')}</p>}
      {state === 'expired' && <p className="dim">{t('removedText')}</p>}
      {differs > 0 && <p className="export-differs">{t('differs', { count: differs })}</p>}
      {digest && (
        <p className="export-digest dim">
          {t('digest')} <code>{digest.slice(0, 16)}…</code>
          <IconButton label={t('digest')} size={24} onClick={() => void copyText(digest, t('digestCopied'))}>
            <IconCopy size={14} />
          </IconButton>
        </p>
      )}
    </>
  );
}
