import type { RecordHit } from '@rapport/contract';
import { IconArrowDownLeft, IconArrowUpRight, IconLock } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { fullTimeOf, shortTimeOf } from '../../app/times.ts';
import { useTranslation } from '../../app/translation.tsx';
import { useClock } from '../../app/use-clock.ts';
import { channelName } from '../customers/channel-name.ts';
import { EdgeMark } from '../people/avatar.tsx';
import { usePeopleNeeded, usePersonName } from '../people/person-name.ts';
import { Highlighted } from '../search/highlighted.tsx';
import { KindIcon } from './kind-icon.tsx';
import { usePlaceName } from './place-name.ts';

export const keyOf = (hit: Pick<RecordHit, 'conversation' | 'seq'>): string => `${hit.conversation.id}/${hit.seq}`;

interface Props {
  items: readonly RecordHit[];
  /** The record that is open beside the list. */
  open: string | undefined;
  current: string | undefined;
  hold(key: string, node: HTMLAnchorElement | null): void;
  onFocus(key: string): void;
}

/** A table where there is room, cards on a phone. */
export function RecordList({ items, open, current, hold, onFocus }: Props) {
  const { t } = useTranslation('records');
  usePeopleNeeded([
    ...new Set(
      items.flatMap((hit) => [
        ...(hit.sender ? [hit.sender] : []),
        ...(hit.conversation.peers ?? hit.conversation.parent?.peers ?? []),
      ]),
    ),
  ]);
  return (
    <table className="record-table" aria-label={t('results')}>
      <thead>
        <tr>
          <th>{t('columnWhat')}</th>
          <th>{t('columnWho')}</th>
          <th>{t('columnWhere')}</th>
          <th>{t('columnWhen')}</th>
        </tr>
      </thead>
      <tbody>
        {items.map((hit) => {
          const key = keyOf(hit);
          return (
            <RecordRow
              key={key}
              hit={hit}
              open={key === open}
              current={key === current}
              ref={(node) => hold(key, node)}
              onFocus={() => onFocus(key)}
            />
          );
        })}
      </tbody>
    </table>
  );
}

interface RowProps {
  hit: RecordHit;
  open: boolean;
  current: boolean;
  ref: (node: HTMLAnchorElement | null) => void;
  onFocus(): void;
}

function RecordRow({ hit, open, current, ref, onFocus }: RowProps) {
  const { t } = useTranslation('records');
  const clock = useClock();
  const name = usePersonName(hit.sender, hit.senderName);
  const placeName = usePlaceName();
  return (
    <tr data-open={open || undefined} data-current={current || undefined}>
      <td className="record-what">
        <Link
          ref={ref}
          to="/records/$conversation/$seq"
          params={{ conversation: hit.conversation.id, seq: String(hit.seq) }}
          search={(old: object) => old}
          className="record-link"
          aria-current={open ? 'true' : undefined}
          onFocus={onFocus}
        >
          <KindIcon kind={hit.kinds[0] ?? 'message'} />
          <Words hit={hit} />
        </Link>
      </td>
      <td className="record-who">
        <span className="ellipsis">{name}</span> <EdgeMark id={hit.sender} />
      </td>
      <td className="record-where">
        <span className="ellipsis" title={placeName(hit.conversation)}>
          {placeName(hit.conversation)}
        </span>
        {hit.customer && <CustomerMark customer={hit.customer} />}
      </td>
      <td className="record-when tabular">
        <time title={fullTimeOf(hit.at, clock)}>{shortTimeOf(hit.at, clock)}</time>
        {hit.edited && !hit.kinds.includes('recalled') && <span className="dim record-mark">{t('kind_edited')}</span>}
      </td>
    </tr>
  );
}

const ways = {
  in: ['wayIn', IconArrowDownLeft],
  out: ['wayOut', IconArrowUpRight],
  note: ['wayNote', IconLock],
} as const;

/** By which channel, and which way. */
function CustomerMark({ customer: { channel, direction } }: { customer: NonNullable<RecordHit['customer']> }) {
  const { t } = useTranslation('records');
  const { t: channels } = useTranslation('customers');
  const [way, Icon] = ways[direction];
  return (
    <span className="dim record-customer" title={t(way)}>
      <Icon size={13} aria-hidden />
      <span className="visually-hidden">{t(way)} </span>
      {channelName(channel, channels)}
    </span>
  );
}

/** What of it shows what was looked for: a form record's title, then the part with most of the words. */
function Words({ hit }: { hit: RecordHit }) {
  const { t } = useTranslation('records');
  if (hit.kinds.includes('recalled')) return <span className="dim">{t('recalledLine')}</span>;
  const { snippet, form, attachments } = hit;
  const shown = form && snippet.text === form.title ? undefined : snippet;
  return (
    <span className="min0 grow">
      {form && (
        <span className="record-title">
          {shown ? form.title : <Highlighted text={snippet.text} ranges={snippet.ranges} />}
          {form.late && <span className="dim record-mark">{t('late')}</span>}
        </span>
      )}
      {shown && shown.text !== '' && (
        <span className="record-snippet">
          {shown.cutBefore && '…'}
          <Highlighted text={shown.text} ranges={shown.ranges} />
          {shown.cutAfter && '…'}
        </span>
      )}
      {attachments.map(({ attachment, ranges }) => (
        <span key={attachment.file} className="record-file">
          <Highlighted text={attachment.name} ranges={ranges} />
        </span>
      ))}
      {hit.labels && (
        <span className="record-marks">
          {hit.labels.map((label) => (
            <span key={label} className="record-label">
              <span className="ellipsis">{label}</span>
            </span>
          ))}
        </span>
      )}
      {!form && shown?.text === '' && attachments.length === 0 && (
        <span className="dim">{t(hit.kinds.includes('file') ? 'kind_file' : 'noWords')}</span>
      )}
    </span>
  );
}
