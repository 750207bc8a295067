import { Button, SegmentedControl } from '@mantine/core';
import type { Hold, Matter } from '@rapport/contract';
import { IconPlus } from '@tabler/icons-react';
import { useState } from 'react';
import { useDoor } from '../../../app/client.tsx';
import { Empty } from '../../../app/empty.tsx';
import { MoreButton } from '../../../app/more-button.tsx';
import { usePages } from '../../../app/pages.ts';
import { useTranslation } from '../../../app/translation.tsx';
import { usePeopleNeeded } from '../../people/person-name.ts';
import { usePlaces } from '../use-places.ts';
import { LiftDialog } from './lift-dialog.tsx';
import { MatterCard } from './matter-card.tsx';
import { MatterDialog } from './matter-dialog.tsx';
import { PlaceDialog } from './place-dialog.tsx';
import { isOver } from './states.ts';
import '../retention.css';

type Asked = { kind: 'open' } | { kind: 'place'; matter: Matter } | { kind: 'lift'; matter: Matter; hold: Hold } | null;

/** Matters with what is held for them; what was lifted stays to be seen. */
export function HoldsPage() {
  const { t } = useTranslation('retention');
  const client = useDoor();
  const pages = usePages<Matter>('matters', (cursor) =>
    client.call('holds.matters', { limit: 50, ...(cursor ? { cursor } : {}) }),
  );
  const [over, setOver] = useState(false);
  const [asked, ask] = useState<Asked>(null);
  const shown = pages.items.filter((matter) => isOver(matter) === over);
  const holds = shown.flatMap((matter) => matter.holds);
  const places = usePlaces(holds.flatMap(({ scope }) => (scope.kind === 'conversation' ? (scope.id ?? []) : [])));
  usePeopleNeeded(peopleIn(shown));
  const close = (): void => ask(null);
  const opened = (matter: Matter): void => {
    pages.reload();
    setOver(false);
    ask({ kind: 'place', matter });
  };
  return (
    <div className="admin-page">
      <div className="admin-title-line">
        <h1 className="grow">{t('holdsTitle')}</h1>
        <Button leftSection={<IconPlus size={16} />} onClick={() => ask({ kind: 'open' })}>
          {t('newMatter')}
        </Button>
      </div>
      <p className="admin-lead">{t('holdsLead')}</p>
      <SegmentedControl
        aria-label={t('whichMatters')}
        value={over ? 'over' : 'open'}
        onChange={(value) => setOver(value === 'over')}
        data={[
          { value: 'open', label: t('mattersOpen') },
          { value: 'over', label: t('mattersOver') },
        ]}
      />
      {pages.error && <p role="alert">{pages.error}</p>}
      {pages.loaded && !pages.error && shown.length === 0 && !pages.more && (
        <Empty title={t(over ? 'noMattersOver' : 'noMatters')} text={t(over ? 'noMattersOverText' : 'noMattersText')} />
      )}
      <div className="admin-cards retention-list">
        {shown.map((matter) => (
          <MatterCard
            key={matter.id}
            matter={matter}
            places={places}
            onPlace={() => ask({ kind: 'place', matter })}
            onLift={(hold) => ask({ kind: 'lift', matter, hold })}
          />
        ))}
      </div>
      <MoreButton more={pages.more} loading={pages.loading} />
      {asked?.kind === 'open' && <MatterDialog onDone={opened} onClose={close} />}
      {asked?.kind === 'place' && <PlaceDialog matter={asked.matter} onDone={pages.reload} onClose={close} />}
      {asked?.kind === 'lift' && <LiftDialog {...asked} onDone={pages.reload} onClose={close} />}
    </div>
  );
}

/** Whom matters speak of. */
const peopleIn = (matters: readonly Matter[]): string[] => [
  ...new Set(
    matters.flatMap(({ openedBy, holds }) => [
      ...(openedBy ? [openedBy] : []),
      ...holds.flatMap((hold) => [
        ...(hold.scope.kind === 'user' && hold.scope.id ? [hold.scope.id] : []),
        ...[hold.placedBy, hold.liftAskedBy, hold.liftedBy].flatMap((id) => id ?? []),
      ]),
    ]),
  ),
];
