import type { Message, RecordEvent } from '@rapport/contract';
import { fullTimeOf } from '../../../app/times.ts';
import { useTranslation } from '../../../app/translation.tsx';
import { useClock } from '../../../app/use-clock.ts';
import { usePeopleNeeded, usePersonName } from '../../people/person-name.ts';
import { PlaceLine } from './place-line.tsx';

/** Kinds of events with words of their own. */
const named = [
  'message.sent',
  'message.edited',
  'message.recalled',
  'message.committed',
  'message.labelled',
  'message.asked',
  'message.signed',
  'message.declined',
  'message.withdrawn',
  'message.revoked',
  'message.erased',
  'message.withheld',
  'record.redacted',
] as const;
type Named = (typeof named)[number];
const isNamed = (type: string): type is Named => (named as readonly string[]).includes(type);

/** What happened, in its order: reactions and pins are told as a number. */
interface Props {
  events: readonly RecordEvent[];
  signing: NonNullable<Message['signing']>;
  whole: boolean;
}

export function EventList({ events, signing, whole }: Props) {
  const { t } = useTranslation('records');
  usePeopleNeeded([...new Set(events.flatMap(({ actor }) => actor ?? []))]);
  const told = events.filter(({ type }) => isNamed(type));
  const others = events.length - told.length;
  return (
    <>
      <ol className="plain-list record-events">
        {told.map((event) => (
          <EventItem key={event.ev} event={event} signing={signing.find((one) => one.ev === event.ev)} />
        ))}
      </ol>
      {others > 0 && <p className="dim">{t('otherChanges', { count: others })}</p>}
      {!whole && <p className="dim">{t('notWhole')}</p>}
    </>
  );
}

function EventItem({ event, signing }: { event: RecordEvent; signing: Props['signing'][number] | undefined }) {
  const { t } = useTranslation('records');
  const clock = useClock();
  const name = usePersonName(event.actor);
  const words: Record<Named, string> = {
    'message.sent': t('eventSent'),
    'message.edited': t('eventEdited'),
    'message.recalled': t('eventRecalled'),
    'message.committed': t('eventCommitted'),
    'message.labelled': t('eventLabelled'),
    'message.asked': t('eventAsked'),
    'message.signed': t('eventSigned'),
    'message.declined': t('eventDeclined'),
    'message.withdrawn': t('eventWithdrawn'),
    'message.revoked': t('eventRevoked'),
    'message.erased': t('eventErased'),
    'message.withheld': t('eventWithheld'),
    'record.redacted': t('eventRedacted'),
  };
  return (
    <li className="record-event">
      <span>
        {words[event.type as Named]}
        {signing ? ` · ${signing.name}` : event.actor && ` · ${name}`}
        {signing?.words && <span className="dim"> · {signing.words}</span>}
      </span>
      <time className="dim tabular">{fullTimeOf(event.at, clock)}</time>
      <PlaceLine place={event.place} />
    </li>
  );
}
