import { Button, Switch } from '@mantine/core';
import type { Inspection, Look, User } from '@rapport/contract';
import { useState } from 'react';
import { useAct, useAnswer } from '../../app/answers.ts';
import { useClient, useDoor } from '../../app/client.tsx';
import { Empty } from '../../app/empty.tsx';
import { MoreButton } from '../../app/more-button.tsx';
import { usePages } from '../../app/pages.ts';
import { fullTimeOf } from '../../app/times.ts';
import { useTranslation } from '../../app/translation.tsx';
import { useClock } from '../../app/use-clock.ts';
import { PeoplePicker } from '../people/people-picker.tsx';
import { usePeopleNeeded, usePersonName } from '../people/person-name.ts';
import { InspectionLine } from './inspection-line.tsx';
import { lookWords } from './names.ts';
import { usePlacesNamed } from './use-names.ts';
import './archive.css';

/** Who looked into the archive: the rule, the looks, and the inspections they were taken under. */
export function LooksPage() {
  const { t } = useTranslation('archive');
  const audits = useClient((s) => s.me?.permissions.includes('archive.audit') ?? false);
  return (
    <div className="admin-page">
      <h1>{t('looksTitle')}</h1>
      <p className="admin-lead">{t('looksLead')}</p>
      <Rule />
      {audits && <Looks />}
      {audits && <Inspections />}
    </div>
  );
}

/** Doing without a second person is wished by one and agreed to by another. */
function Rule() {
  const { t } = useTranslation('archive');
  const client = useDoor();
  const { act, busy } = useAct();
  const { data, set } = useAnswer('archive.rule', {});
  const me = useClient((s) => s.me);
  usePeopleNeeded(data?.wishedBy ? [data.wishedBy] : []);
  const name = usePersonName(data?.wishedBy ?? null);
  if (!data) return null;
  const may = me?.permissions.includes('archive.approve') ?? false;
  const put = (second: boolean): void =>
    void act(async () => {
      const now = await client.call('archive.setRule', { second });
      set(() => now);
    });
  return (
    <div className="archive-rule">
      <Switch
        label={t('rule')}
        description={t('ruleHint')}
        checked={data.second}
        disabled={!may || busy}
        onChange={(e) => put(e.currentTarget.checked)}
      />
      {data.wishedBy && (
        <>
          <p>{t('ruleWished', { name })}</p>
          {may && (
            <p className="button-row">
              <Button size="xs" variant="default" disabled={busy} onClick={() => put(true)}>
                {t('ruleKeep')}
              </Button>
              {data.wishedBy !== me?.user.id && (
                <Button size="xs" disabled={busy} onClick={() => put(false)}>
                  {t('ruleAgree')}
                </Button>
              )}
            </p>
          )}
        </>
      )}
    </div>
  );
}

function Looks() {
  const { t } = useTranslation('archive');
  const client = useDoor();
  const [who, setWho] = useState<User[]>([]);
  const by = who[0]?.id;
  const { items, loaded, error, more, loading } = usePages<Look>(by ?? '', (cursor) =>
    client.call('archive.looks', { limit: 50, ...(by ? { by } : {}), ...(cursor ? { cursor } : {}) }),
  );
  usePeopleNeeded([...new Set(items.map((look) => look.by))]);
  const placeOf = usePlacesNamed([
    ...new Set(items.flatMap(({ detail: { conversation } }) => (typeof conversation === 'string' ? [conversation] : []))),
  ]);
  return (
    <section>
      <PeoplePicker label={t('who')} chosen={who} onChange={(chosen) => setWho(chosen.slice(-1))} withMe />
      {error && <p role="alert">{error}</p>}
      {loaded && !error && items.length === 0 && <Empty title={t('looksNone')} />}
      <ul className="plain-list look-list" aria-label={t('looksTitle')}>
        {items.map((look) => (
          <LookLine key={look.id} look={look} placeOf={placeOf} />
        ))}
      </ul>
      <MoreButton loading={loading} more={more} />
    </section>
  );
}

/** What was asked, as it was asked: words, and what narrowed them. */
function detailOf({ kind, detail }: Look, placeOf: (id: string) => string): string {
  const { text, conversation, seq, name, conversations } = detail;
  if (kind === 'queried') return typeof text === 'string' && text !== '' ? `“${text}”` : '';
  if (typeof name === 'string') return name;
  if (Array.isArray(conversations)) return String(conversations.length);
  return typeof conversation === 'string' ? `${placeOf(conversation)}${typeof seq === 'number' ? ` #${seq}` : ''}` : '';
}

function LookLine({ look, placeOf }: { look: Look; placeOf(id: string): string }) {
  const { t } = useTranslation('archive');
  const clock = useClock();
  const name = usePersonName(look.by);
  const detail = detailOf(look, placeOf);
  return (
    <li>
      <p>
        <span className="strong">{name}</span> {t(lookWords[look.kind])} {detail || (look.kind === 'queried' ? t('allOfIt') : '')}{' '}
        <span className="dim">· {t('resultsOf', { count: look.results })}</span>
      </p>
      <p className="dim">
        <time className="tabular">{fullTimeOf(look.at, clock)}</time> · {look.purpose}
      </p>
    </li>
  );
}

function Inspections() {
  const { t } = useTranslation('archive');
  const client = useDoor();
  const { items, loading, more } = usePages<Inspection>('all', (cursor) =>
    client.call('archive.list', { which: 'all', limit: 30, ...(cursor ? { cursor } : {}) }),
  );
  usePeopleNeeded([...new Set(items.flatMap(({ askedBy, decidedBy }) => [askedBy, ...(decidedBy ? [decidedBy] : [])]))]);
  return (
    <section>
      <h2>{t('inspections')}</h2>
      <ul className="plain-list">
        {items.map((one) => (
          <InspectionLine key={one.id} one={one} />
        ))}
      </ul>
      <MoreButton loading={loading} more={more} />
    </section>
  );
}
