import { Button } from '@mantine/core';
import type { Disposition, DispositionItem } from '@rapport/contract';
import { useState } from 'react';
import { useDoor } from '../../../app/client.tsx';
import { MoreButton } from '../../../app/more-button.tsx';
import { usePages } from '../../../app/pages.ts';
import { useTranslation } from '../../../app/translation.tsx';
import { usePeopleNeeded } from '../../people/person-name.ts';
import { useMay } from '../use-may.ts';
import { usePlaces } from '../use-places.ts';
import { WhyDialog } from '../why/why-dialog.tsx';
import { ItemRow } from './item-row.tsx';
import { TakeOutDialog } from './take-out-dialog.tsx';

interface Group {
  conversation: string;
  items: readonly DispositionItem[];
}

/** Items come conversation by conversation. */
function groupsOf(items: readonly DispositionItem[]): Group[] {
  const groups = new Map<string, DispositionItem[]>();
  for (const item of items) groups.set(item.conversation, [...(groups.get(item.conversation) ?? []), item]);
  return [...groups].map(([conversation, own]) => ({ conversation, items: own }));
}

type Asked = { kind: 'out'; conversation: string; seqs?: number[] } | { kind: 'why'; item: DispositionItem } | null;

/** What a list consists of; whoever reviews takes single messages out, or a whole conversation. */
export function ItemList({ batch, onChange }: { batch: Disposition; onChange(): void }) {
  const { t } = useTranslation('retention');
  const client = useDoor();
  const mayTake = useMay('retention.manage') && batch.state === 'proposed';
  const pages = usePages<DispositionItem>(`items ${batch.id} ${batch.state}`, (cursor) =>
    client.call('retention.items', { disposition: batch.id, limit: 100, ...(cursor ? { cursor } : {}) }),
  );
  const [asked, ask] = useState<Asked>(null);
  const groups = groupsOf(pages.items);
  const places = usePlaces(groups.map(({ conversation }) => conversation));
  usePeopleNeeded([...new Set(pages.items.flatMap(({ by }) => by ?? []))]);
  const taken = (): void => {
    pages.reload();
    onChange();
  };
  return (
    <section className="retention-items" aria-label={t('items')}>
      <h2>{t('items')}</h2>
      <p className="dim">{t('itemsText')}</p>
      {pages.error && <p role="alert">{pages.error}</p>}
      {groups.map((group) => (
        <ItemGroup
          key={group.conversation}
          group={group}
          name={places.nameOf(group.conversation)}
          mayTake={mayTake}
          onOut={(seqs) => ask({ kind: 'out', conversation: group.conversation, ...(seqs ? { seqs } : {}) })}
          onWhy={(item) => ask({ kind: 'why', item })}
        />
      ))}
      <MoreButton more={pages.more} loading={pages.loading} />
      {asked?.kind === 'why' && (
        <WhyDialog conversation={asked.item.conversation} seq={asked.item.seq} onClose={() => ask(null)} />
      )}
      {asked?.kind === 'out' && <TakeOutDialog disposition={batch.id} what={asked} onDone={taken} onClose={() => ask(null)} />}
    </section>
  );
}

interface GroupProps {
  group: Group;
  name: string;
  mayTake: boolean;
  onOut(seqs?: number[]): void;
  onWhy(item: DispositionItem): void;
}

function ItemGroup({ group, name, mayTake, onOut, onWhy }: GroupProps) {
  const { t } = useTranslation('retention');
  const [picked, setPicked] = useState<ReadonlySet<number>>(new Set());
  const due = group.items.filter(({ state }) => state === 'due');
  const chosen = due.filter(({ seq }) => picked.has(seq)).map(({ seq }) => seq);
  const pick = (seq: number, on: boolean): void =>
    setPicked((old) => new Set(on ? [...old, seq] : [...old].filter((one) => one !== seq)));
  return (
    <section className="admin-card" aria-label={name}>
      <div className="admin-title-line">
        <h3 className="grow">{name}</h3>
        {mayTake && chosen.length > 0 && (
          <>
            <span className="dim">{t('chosen', { count: chosen.length })}</span>
            <Button size="xs" variant="subtle" onClick={() => setPicked(new Set())}>
              {t('unchoose')}
            </Button>
            <Button size="xs" onClick={() => onOut(chosen)}>
              {t('takeOut')}
            </Button>
          </>
        )}
        {mayTake && chosen.length === 0 && due.length > 0 && (
          <Button size="xs" variant="default" aria-label={t('takeOutAllOf', { name })} onClick={() => onOut()}>
            {t('takeOutAll')}
          </Button>
        )}
      </div>
      <ul className="plain-list">
        {group.items.map((item) => (
          <ItemRow
            key={item.seq}
            item={item}
            name={name}
            picked={mayTake && item.state === 'due' ? picked.has(item.seq) : undefined}
            onPick={(on) => pick(item.seq, on)}
            onWhy={() => onWhy(item)}
          />
        ))}
      </ul>
    </section>
  );
}
