import { IconChartBar } from '@tabler/icons-react';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useState } from 'react';
import { useAnswer } from '../../app/answers.ts';
import { useClient } from '../../app/client.tsx';
import { Empty } from '../../app/empty.tsx';
import { useTranslation } from '../../app/translation.tsx';
import { useClock } from '../../app/use-clock.ts';
import { Choices, Narrowed } from './choices.tsx';
import { columns, emptyRow, nothingIn } from './columns.ts';
import { Details } from './details.tsx';
import { InboxWays } from './inbox-ways.tsx';
import { type Line, Panel } from './panel.tsx';
import { askedFor, keysOf, type Period, periodOf } from './period.ts';
import { type Change, type Report, reportsSearch, type Span } from './reports-search.ts';
import { Tiles } from './tiles.tsx';
import './reports.css';

/** What happened in a time: how much, how fast, how well. The address says which. */
export function ReportsPage() {
  const { t } = useTranslation('reports');
  const clock = useClock();
  const zone = useClient((s) => s.me?.organization.settings.timeZone) ?? 'UTC';
  const search = reportsSearch(useSearch({ strict: false }) as Record<string, unknown>);
  const navigate = useNavigate();
  const change: Change = (next) =>
    void navigate({ to: '/inbox/reports', search: (old: object) => reportsSearch({ ...old, ...next }) as never });
  const period = periodOf(search, zone, clock.now);
  const { inbox, agent, label, account } = search;
  const narrowed = { ...(inbox && { inbox }), ...(agent && { agent }), ...(label && { label }), ...(account && { account }) };
  const { from, to, before } = period ? askedFor(period, zone) : { from: 0, to: 0, before: 0 };
  const over = useAnswer('inbox.report', period ? ({ from, to, before, by: period.span, zone, ...narrowed } as never) : null);
  const apart = useAnswer('inbox.report', period ? ({ from, to, by: search.by ?? 'channel', zone, ...narrowed } as never) : null);
  const [known, setKnown] = useState<Report>();
  if (over.data && over.data !== known) setKnown(over.data);
  if (known?.inboxes.length === 0)
    return <Empty page icon={<IconChartBar />} title={t('noneTitle')} text={t('noneText')} action={<InboxWays />} />;
  return (
    <div className="reading-page reports-page">
      <div className="reports-head">
        <h1>{t('title')}</h1>
        <InboxWays />
      </div>
      <p className="dim reports-lead">{t('lead', { zone })}</p>
      <Choices {...{ search, period, change }} inboxes={known?.inboxes ?? []} />
      <Narrowed {...{ search, change }} report={apart.data} />
      {!period && <p role="alert">{t('badDays')}</p>}
      {over.error && <p role="alert">{over.error}</p>}
      <div aria-busy={over.loading || apart.loading}>
        {over.data && period && nothingIn(over.data.total) && (
          <Empty icon={<IconChartBar />} title={t('emptyTitle')} text={t('emptyText')} />
        )}
        {over.data && period && !nothingIn(over.data.total) && (
          <>
            <Tiles total={over.data.total} before={over.data.before} />
            <Panels report={over.data} period={period} />
            {apart.data && <Details report={apart.data} {...{ search, period, change }} />}
            {apart.error && <p role="alert">{apart.error}</p>}
          </>
        )}
      </div>
      <HowCounted />
    </div>
  );
}

/** How a day, week or month is called, long and short. */
function pointOf(key: string, span: Span, language: string): Line['point'] {
  const at = Date.parse(`${key}T12:00Z`);
  const say = (options: Intl.DateTimeFormatOptions): string =>
    new Intl.DateTimeFormat(language, { ...options, timeZone: 'UTC' }).format(at);
  if (span === 'month')
    return { key, short: say({ year: '2-digit', month: 'short' }), name: say({ year: 'numeric', month: 'long' }) };
  return { key, short: say({ month: 'numeric', day: 'numeric' }), name: key };
}

function Panels({ report, period }: { report: Report; period: Period }) {
  const { t, language } = useTranslation('reports');
  const rows = new Map(report.rows.map((row) => [row.key, row]));
  const lines = keysOf(period).map((key) => ({
    point: pointOf(key, period.span, language),
    row: rows.get(key) ?? emptyRow(key),
  }));
  const c = columns;
  const shared = { lines, file: `${period.from}--${period.until}` };
  const { asked, rated, csats, npses } = report.total;
  const note = t('askedAndRated', { asked, rated });
  return (
    <div className="reports-panels">
      <Panel {...shared} title={t('volumes')} shape="bars" columns={[c.opened, c.solved, c.reopened]} />
      <Panel {...shared} title={t('messages')} shape="bars" columns={[c.heard, c.answered]} />
      <Panel {...shared} title={t('firstTimes')} shape="lines" columns={[c.firstMedian, c.first90]} />
      <Panel {...shared} title={t('solvedTimes')} shape="lines" columns={[c.solvedMedian, c.solved90]} />
      <Panel {...shared} title={t('promises')} shape="lines" columns={[c.firstPromise, c.solvedPromise]} />
      <Panel {...shared} title={t('began')} shape="stack" columns={[c.byContact, c.byUs]} />
      {csats > 0 && <Panel {...shared} title={t('satisfaction')} shape="lines" columns={[c.csat]} note={note} />}
      {npses > 0 && <Panel {...shared} title={t('nps')} shape="lines" columns={[c.nps]} note={note} />}
    </div>
  );
}

function HowCounted() {
  const { t } = useTranslation('reports');
  return (
    <details className="reports-counted">
      <summary>{t('howCounted')}</summary>
      {(['counted1', 'counted2', 'counted3', 'counted4'] as const).map((key) => (
        <p key={key}>{t(key)}</p>
      ))}
    </details>
  );
}
