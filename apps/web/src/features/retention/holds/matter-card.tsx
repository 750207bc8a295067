import { Button } from '@mantine/core';
import type { Hold, Matter } from '@rapport/contract';
import { IconBuilding, IconMessages, IconUser } from '@tabler/icons-react';
import { dateOf } from '../../../app/times.ts';
import { useTranslation } from '../../../app/translation.tsx';
import { useClock } from '../../../app/use-clock.ts';
import { usePersonName } from '../../people/person-name.ts';
import { useMyId } from '../use-may.ts';
import type { Places } from '../use-places.ts';
import { isOver, stateOf } from './states.ts';

interface Props {
  matter: Matter;
  places: Places;
  onPlace(): void;
  onLift(hold: Hold): void;
}

/** A matter, and what is held for it. */
export function MatterCard({ matter, places, onPlace, onLift }: Props) {
  const { t } = useTranslation('retention');
  const clock = useClock();
  const opener = usePersonName(matter.openedBy);
  const { name, reason, holds, twoPeople, openedAt, reviewDays, reviewAt } = matter;
  return (
    <section className="admin-card" aria-label={name}>
      <div className="admin-title-line">
        <h2>{name}</h2>
        {twoPeople && <span className="mark">{t('twoToLift')}</span>}
        <span className="grow" />
        <Button size="xs" variant="default" aria-label={t('placeHoldFor', { name })} onClick={onPlace}>
          {t('placeHold')}
        </Button>
      </div>
      <p className="retention-prose">{reason}</p>
      <p className="dim admin-small">
        {t('openedBy', { name: opener, date: dateOf(openedAt, clock) })}
        {!isOver(matter) && ` · ${t('askedAgain', { date: dateOf(reviewAt, clock), count: reviewDays })}`}
      </p>
      {holds.length === 0 ? (
        <p className="admin-note">{t('noHolds')}</p>
      ) : (
        <ul className="plain-list">
          {holds.map((hold) => (
            <HoldLine key={hold.id} hold={hold} matter={matter} places={places} onLift={() => onLift(hold)} />
          ))}
        </ul>
      )}
    </section>
  );
}

const icons = { organization: IconBuilding, conversation: IconMessages, user: IconUser };
const covers = { organization: 'coversAll', conversation: 'coversConversation', user: 'coversPerson' } as const;
const stateWords = { holds: 'stateHolds', asked: 'stateAsked', cooling: 'stateCooling', over: 'stateOver' } as const;

interface LineProps {
  hold: Hold;
  matter: Matter;
  places: Places;
  onLift(): void;
}

function HoldLine({ hold, matter, places, onLift }: LineProps) {
  const { t } = useTranslation('retention');
  const clock = useClock();
  const state = stateOf(hold, clock.now);
  const Icon = icons[hold.scope.kind];
  const name = useScopeName(hold.scope, places);
  return (
    <li className="retention-line" data-state={state}>
      <Icon size={18} aria-hidden />
      <div className="grow min0">
        <p className="name-line">
          <span className="strong">{name}</span>
          <span className="retention-mark" data-state={state}>
            {t(stateWords[state])}
          </span>
        </p>
        <p className="dim">
          {t(covers[hold.scope.kind])} {useSpan(hold)}
        </p>
        {hold.reason && <p className="retention-prose">{hold.reason}</p>}
        <Story hold={hold} />
      </div>
      {hold.liftedAt === null && <LiftButton hold={hold} matter={matter} name={name} onLift={onLift} />}
    </li>
  );
}

/** What is held, by its name. */
export function useScopeName({ kind, id }: Hold['scope'], places: Places): string {
  const { t } = useTranslation('retention');
  const person = usePersonName(kind === 'user' ? (id ?? null) : null);
  if (kind === 'organization') return t('wholeOrganization');
  return kind === 'user' ? person : places.nameOf(id ?? '');
}

function useSpan({ from, until }: Hold): string {
  const { t } = useTranslation('retention');
  const clock = useClock();
  const [first, last] = [from === null ? '' : dateOf(from, clock), until === null ? '' : dateOf(until, clock)];
  if (first && last) return t('spanBetween', { from: first, until: last });
  if (first) return t('spanFrom', { from: first });
  return last ? t('spanUntil', { until: last }) : t('spanAll');
}

/** Who did what, and when. */
function Story({ hold }: { hold: Hold }) {
  const { t } = useTranslation('retention');
  const clock = useClock();
  const [placer, asker, lifter] = [usePersonName(hold.placedBy), usePersonName(hold.liftAskedBy), usePersonName(hold.liftedBy)];
  const { liftedAt, protectsUntil, liftAskedBy, liftReason } = hold;
  const protects = protectsUntil !== null && protectsUntil > clock.now;
  return (
    <p className="dim admin-small">
      {t('placedBy', { name: placer, date: dateOf(hold.placedAt, clock) })}
      {liftAskedBy && ` · ${t('liftAskedBy', { name: asker })}`}
      {liftedAt !== null && ` · ${t('liftedBy', { name: lifter, date: dateOf(liftedAt, clock) })}`}
      {liftReason && `${t('because')}${liftReason}`}
      {protects && ` · ${t('protectsUntil', { date: dateOf(protectsUntil, clock) })}`}
    </p>
  );
}

function LiftButton({ hold, matter, name, onLift }: { hold: Hold; matter: Matter; name: string; onLift(): void }) {
  const { t } = useTranslation('retention');
  const me = useMyId();
  if (matter.twoPeople && hold.liftAskedBy === me) return <span className="dim admin-small">{t('needsOther')}</span>;
  const word = !matter.twoPeople ? 'lift' : hold.liftAskedBy === null ? 'askLift' : 'agreeLift';
  return (
    <Button size="xs" variant="subtle" aria-label={t('liftOf', { what: t(word), name })} onClick={onLift}>
      {t(word)}
    </Button>
  );
}
