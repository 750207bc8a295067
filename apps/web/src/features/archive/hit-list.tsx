import type { RecordHit } from '@rapport/contract';
import { fullTimeOf, shortTimeOf } from '../../app/times.ts';
import { useTranslation } from '../../app/translation.tsx';
import { useClock } from '../../app/use-clock.ts';
import { usePeopleNeeded, usePersonName } from '../people/person-name.ts';
import { KindIcon } from '../records/kind-icon.tsx';
import { usePlaceName } from '../records/place-name.ts';
import { Highlighted } from '../search/highlighted.tsx';

interface Props {
  items: readonly RecordHit[];
  open: RecordHit | null;
  onOpen(hit: RecordHit): void;
}

/** Records of an inspection, each opened by a press: opening is a look. */
export function HitList({ items, open, onOpen }: Props) {
  const { t } = useTranslation('archive');
  usePeopleNeeded([
    ...new Set(
      items.flatMap(({ sender, conversation: { peers, parent } }) => [
        ...(sender ? [sender] : []),
        ...(peers ?? parent?.peers ?? []),
      ]),
    ),
  ]);
  return (
    <ul className="plain-list" aria-label={t('found')}>
      {items.map((hit) => (
        <Hit
          key={`${hit.conversation.id}/${hit.seq}`}
          hit={hit}
          open={hit.seq === open?.seq && hit.conversation.id === open.conversation.id}
          onOpen={() => onOpen(hit)}
        />
      ))}
    </ul>
  );
}

function Hit({ hit, open, onOpen }: { hit: RecordHit; open: boolean; onOpen(): void }) {
  const { t } = useTranslation('records');
  const clock = useClock();
  const name = usePersonName(hit.sender, hit.senderName);
  const placeName = usePlaceName();
  const { snippet, form, attachments, kinds } = hit;
  return (
    <li>
      <button type="button" className="plain-button archive-hit" aria-current={open || undefined} onClick={onOpen}>
        <KindIcon kind={kinds[0] ?? 'message'} />
        <span className="archive-words">
          {form && <span className="record-title">{form.title}</span>}
          {kinds.includes('recalled') && <span className="dim">{t('recalledLine')} </span>}
          {snippet.text !== '' && snippet.text !== form?.title && <Highlighted text={snippet.text} ranges={snippet.ranges} />}
          {attachments.map(({ attachment, ranges }) => (
            <span key={attachment.file} className="record-file">
              <Highlighted text={attachment.name} ranges={ranges} />
            </span>
          ))}
          {snippet.text === '' && !form && !kinds.includes('recalled') && (
            <span className="dim">{t(kinds.includes('file') ? 'kind_file' : 'noWords')}</span>
          )}
        </span>
        <time className="dim tabular" title={fullTimeOf(hit.at, clock)}>
          {shortTimeOf(hit.at, clock)}
        </time>
        <span className="archive-about dim">
          {name} · {placeName(hit.conversation)}
        </span>
      </button>
    </li>
  );
}
