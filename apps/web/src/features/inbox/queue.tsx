import { Button, Select, Switch } from '@mantine/core';
import type { CaseOutline, Inbox, Output } from '@rapport/contract';
import { useState } from 'react';
import { useAct, useAnswer } from '../../app/answers.ts';
import { useClient, useDoor } from '../../app/client.tsx';
import { Empty } from '../../app/empty.tsx';
import { KeyHints } from '../../app/key-hints.tsx';
import { MoreButton } from '../../app/more-button.tsx';
import { type Pages, usePages } from '../../app/pages.ts';
import { countOf } from '../../app/times.ts';
import { useTranslation } from '../../app/translation.tsx';
import { InboxWays } from '../reports/inbox-ways.tsx';
import { CaseLine } from './case-line.tsx';
import { type InboxSearch, type View, views } from './inbox-search.ts';
import { useReloadOnCases } from './use-case.ts';
import { useInboxKeys } from './use-inbox-keys.ts';

type Counts = Output<'inbox.queue'>['counts'];

export interface Queue extends Pages<CaseOutline> {
  counts: Counts | undefined;
}

/** The cases of the address, asked for again when cases moved. */
export function useQueue({ view = 'open', inbox }: InboxSearch): Queue {
  const client = useDoor();
  const asked = { view, ...(inbox ? { inbox: inbox as never } : {}) };
  const key = JSON.stringify(asked);
  const [counted, setCounted] = useState<{ key: string; counts: Counts }>();
  const pages = usePages<CaseOutline>(key, async (cursor) => {
    const page = await client.call('inbox.queue', { ...asked, ...(cursor ? { cursor } : {}) });
    setCounted({ key, counts: page.counts });
    return page;
  });
  useReloadOnCases(pages.reload);
  return { ...pages, counts: counted?.key === key ? counted.counts : undefined };
}

interface Props {
  search: InboxSearch;
  queue: Queue;
  inboxes: readonly Inbox[];
  change(next: Partial<InboxSearch>): void;
}

/** What is to be worked, the most pressing first. */
export function QueueList({ search, queue, inboxes, change }: Props) {
  const { t } = useTranslation('inbox');
  const { items, error, loaded, loading, more } = queue;
  const list = useInboxKeys();
  return (
    <section className="inbox-list" aria-label={t('title')}>
      <Head {...{ search, queue, inboxes, change }} />
      {error && items.length === 0 && <Empty title={error} />}
      {loaded && !error && items.length === 0 && (
        <Empty
          title={t('emptyTitle')}
          text={t(search.view === 'mine' ? 'emptyMine' : 'emptyText')}
          action={
            search.view === 'mine' && (
              <Button variant="default" onClick={() => change({ view: 'unassigned' })}>
                {t('seeUnassigned')}
              </Button>
            )
          }
        />
      )}
      <ul className="plain-list inbox-lines" ref={list}>
        {items.map((one) => (
          <CaseLine key={one.id} one={one} search={search} current={one.id === search.case} />
        ))}
        <MoreButton loading={loading} more={more} />
      </ul>
      {items.length > 0 && (
        <KeyHints
          className="inbox-keys"
          keys={[
            [['J', 'K'], t('keyMove')],
            [['T'], t('keyTake')],
            [['R'], t('keyReply')],
            [['/'], t('keyCanned')],
            [['E'], t('keySolve')],
            [['?'], t('keyMore')],
          ]}
        />
      )}
    </section>
  );
}

function Head({ search, queue: { counts }, inboxes, change }: Props) {
  const { t } = useTranslation('inbox');
  const view = search.view ?? 'open';
  const countedOf = (one: View): number | undefined =>
    counts && one in counts ? counts[one as Exclude<View, 'solved' | 'closed'>] : undefined;
  return (
    <div className="inbox-head">
      <div className="inbox-head-line">
        <h1>{t('title')}</h1>
        <Accepting inboxes={inboxes} />
      </div>
      <InboxWays />
      {inboxes.length > 1 && (
        <Select
          aria-label={t('inboxes')}
          size="sm"
          value={search.inbox ?? ''}
          data={[{ value: '', label: t('allInboxes') }, ...inboxes.map(({ id, name }) => ({ value: id, label: name }))]}
          allowDeselect={false}
          onChange={(value) => change({ inbox: value || undefined, case: undefined })}
        />
      )}
      <fieldset className="inbox-views" aria-label={t('views')}>
        {views.map((one) => (
          <button
            key={one}
            type="button"
            className="inbox-view"
            aria-pressed={one === view}
            onClick={() => change({ view: one, case: undefined })}
          >
            {t(one)}
            {countedOf(one) ? <span className="inbox-count">{countOf(countedOf(one)!)}</span> : null}
          </button>
        ))}
      </fieldset>
      {counts && counts.late > 0 && <p className="inbox-late">{t('late', { count: counts.late })}</p>}
    </div>
  );
}

/** Whether routing gives me work. */
function Accepting({ inboxes }: { inboxes: readonly Inbox[] }) {
  const { t } = useTranslation('inbox');
  const client = useDoor();
  const me = useClient((s) => s.me?.user.id);
  const { act } = useAct();
  const routed = inboxes.find((one) => one.mine && one.settings.routing.mode === 'automatic');
  const team = useAnswer('inbox.agents', routed ? { inbox: routed.id } : null);
  const mine = team.data?.agents.find(({ user }) => user === me);
  if (!mine) return null;
  const set = async (accepting: boolean): Promise<void> => {
    await act(() => client.call('inbox.setAccepting', { accepting }));
    team.reload();
  };
  return (
    <Switch
      size="sm"
      label={t('accepting')}
      checked={mine.accepting}
      onChange={({ currentTarget }) => void set(currentTarget.checked)}
    />
  );
}
