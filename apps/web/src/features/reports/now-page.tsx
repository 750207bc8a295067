import { Select } from '@mantine/core';
import type { LiveCase, Output } from '@rapport/contract';
import { IconActivity } from '@tabler/icons-react';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { type ReactNode, useEffect } from 'react';
import { type Answer, useAnswer, useReloadOn } from '../../app/answers.ts';
import { useClient, useStatus } from '../../app/client.tsx';
import { Empty } from '../../app/empty.tsx';
import { KeyHints } from '../../app/key-hints.tsx';
import { useTranslation } from '../../app/translation.tsx';
import { useClock } from '../../app/use-clock.ts';
import { usePeopleNeeded } from '../people/person-name.ts';
import { figureOf, minutesOf } from './figures.ts';
import { InboxWays } from './inbox-ways.tsx';
import { LiveLine } from './live-line.tsx';
import { Team } from './team.tsx';
import { useAssigning } from './use-assigning.ts';
import { useNowKeys } from './use-now-keys.ts';
import './reports.css';
import './now.css';

type Now = Output<'inbox.now'>;

/** Whoever is of no team is not told that something moved: asked again so often, ms, while the page is looked at. */
const every = 15_000;

const nothing = (): void => undefined;

/** How it stands, asked again when something moved, once a second at most. */
function useNow(inbox: string | undefined): Answer<Now> {
  const answer = useAnswer('inbox.now', inbox ? { inbox: inbox as never } : {});
  const cases = useClient((s) => s.caseTurn);
  const team = useClient((s) => s.teamTurn);
  const online = useStatus() === 'online';
  const { reload, data } = answer;
  useReloadOn(`${cases} ${team} ${online}`, online ? reload : nothing);
  const outside = data?.inboxes.some(({ id, mine }) => !mine && (inbox === undefined || id === inbox)) ?? false;
  useEffect(() => {
    if (!outside || !online) return;
    const timer = setInterval(() => !document.hidden && reload(), every);
    return () => clearInterval(timer);
  }, [outside, online, reload]);
  return answer;
}

/** Supervising: who waits, what is owed, who has how much. */
export function NowPage() {
  const { t } = useTranslation('reports');
  const { inbox } = useSearch({ strict: false }) as { inbox?: string };
  const chosen = typeof inbox === 'string' && /^[0-9a-f-]{36}$/.test(inbox) ? inbox : undefined;
  const navigate = useNavigate();
  const now = useNow(chosen);
  const { data, error } = now;
  usePeopleNeeded([
    ...(data?.agents.map(({ user }) => user) ?? []),
    ...(data?.due.flatMap(({ assignee }) => assignee ?? []) ?? []),
  ]);
  if (data?.inboxes.length === 0)
    return <Empty page icon={<IconActivity />} title={t('nowNone')} text={t('nowNoneText')} action={<InboxWays />} />;
  return (
    <div className="reading-page reports-page">
      <div className="reports-head">
        <h1>{t('nowTitle')}</h1>
        <InboxWays />
        {data && data.inboxes.length > 1 && (
          <Select
            aria-label={t('inbox')}
            size="sm"
            value={chosen ?? ''}
            allowDeselect={false}
            data={[
              { value: '', label: t('allInboxes') },
              ...data.inboxes.map(({ id, name }) => ({ value: id as string, label: name })),
            ]}
            onChange={(value) => void navigate({ to: '/inbox/now', search: (value ? { inbox: value } : {}) as never })}
          />
        )}
      </div>
      {error && <p role="alert">{error}</p>}
      {data && <Standing data={data} chosen={chosen} reload={now.reload} />}
    </div>
  );
}

function Standing({ data, chosen, reload }: { data: Now; chosen: string | undefined; reload(): void }) {
  const { t } = useTranslation('reports');
  const me = useClient((s) => s.me?.user.id);
  // Time passes while nothing moves.
  const at = Math.max(data.at, useClock().now);
  const assigning = useAssigning(data.agents, reload);
  const panels = useNowKeys((id) => {
    const one = [...data.unassigned, ...data.due].find((found) => found.id === id);
    if (one && me && one.assignee !== me) assigning(one, me);
  });
  const inside = data.inboxes.some(({ id, mine }) => mine && (chosen === undefined || id === chosen));
  const lines = (cases: readonly LiveCase[], aged: boolean): ReactNode =>
    cases.map((one) => <LiveLine key={one.id} one={one} now={at} agents={data.agents} {...{ assigning, aged }} />);
  const owed = data.counts.late + data.due.filter(({ dueAt }) => dueAt !== undefined && dueAt >= data.at).length;
  return (
    <>
      <LiveTiles data={data} at={at} />
      {!inside && <p className="dim">{t('figuresOnly')}</p>}
      <div className="reports-panels now-panels" ref={panels}>
        <LivePanel title={t('waitingTitle')} none={t('waitingNone')} shown={data.unassigned.length} all={data.counts.unassigned}>
          {lines(data.unassigned, true)}
        </LivePanel>
        <LivePanel title={t('dueTitle')} none={t('dueNone')} shown={data.due.length} all={owed}>
          {lines(data.due, false)}
        </LivePanel>
        <Team agents={data.agents} />
      </div>
      {inside && (
        <KeyHints
          className="now-keys"
          keys={[
            [['J', 'K'], t('keyMove')],
            [['Enter'], t('keyOpen')],
            [['A'], t('keyAssign')],
            [['T'], t('keyTake')],
          ]}
        />
      )}
    </>
  );
}

function LiveTiles({ data: { counts, unassigned, agents }, at }: { data: Now; at: number }) {
  const { t, language } = useTranslation('reports');
  const first = unassigned[0];
  const taking = agents.filter(({ present, accepting }) => present && accepting).length;
  const tiles = [
    [t('tileUnassigned'), figureOf(counts.unassigned, 'count', language), false],
    [t('tileOldest'), first ? minutesOf(at - (first.waitsSince ?? first.openedAt), language) : t('nothing'), false],
    [t('tileLate'), figureOf(counts.late, 'count', language), counts.late > 0],
    [t('tileSoon'), figureOf(counts.soon, 'count', language), false],
    [t('tileOpen'), figureOf(counts.open, 'count', language), false],
    [t('tileHere'), t('of', { count: taking, all: agents.length }), taking === 0 && counts.unassigned > 0],
  ] as const;
  return (
    <dl className="tiles tiles-now">
      {tiles.map(([name, value, alarm]) => (
        <div key={name} className="tile" data-alarm={alarm || undefined}>
          <dt>{name}</dt>
          <dd className="tile-figure">{value}</dd>
        </div>
      ))}
    </dl>
  );
}

interface LivePanelProps {
  title: string;
  none: string;
  shown: number;
  all: number;
  children: ReactNode;
}

function LivePanel({ title, none, shown, all, children }: LivePanelProps) {
  const { t } = useTranslation('reports');
  return (
    <section className="report-panel" aria-label={title}>
      <div className="report-panel-head">
        <h2>{title}</h2>
        {all > shown && <span className="dim">{t('moreOf', { count: shown, all })}</span>}
      </div>
      {shown === 0 ? <p className="dim">{none}</p> : <ul className="plain-list live-lines">{children}</ul>}
    </section>
  );
}
