import type { ReportGroup, ReportRow } from '@rapport/contract';

/** Something that happened to a case, as `case_event` holds it; `at` in Unix ms. */
export interface Happened {
  type: string;
  at: number;
  by: string | null;
  data: Record<string, unknown>;
}
export interface RatedCase {
  askedAt: number;
  ratedAt: number | null;
  score: number | null;
  scale: 'csat' | 'nps';
  agent: string | null;
}
export interface PastCase {
  id: string;
  account: string;
  labels: string[];
  assignee: string | null;
  solvedBy: string | null;
  inboxes: string[];
  events: Happened[];
  ratings: RatedCase[];
}
export interface Asked {
  from: number;
  to: number;
  inboxes: readonly string[];
  agent?: string | undefined;
  label?: string | undefined;
  account?: string | undefined;
}

interface Fact {
  what: string;
  at: number;
  agent: string | null;
  took?: unknown;
  kept?: unknown;
  rating?: RatedCase;
}

/** What one event says, told in words of its own: nothing here is shared with the query. */
function factsOf(one: PastCase): Fact[] {
  const facts: Fact[] = [];
  const has = one.assignee ?? one.solvedBy;
  for (const { type, at, by, data } of one.events) {
    const add = (what: string, agent: string | null, more: object = {}) => facts.push({ what, at, agent, ...more });
    const whose = (data.by as string | undefined) ?? null;
    const kept = (data.kept ?? {}) as Record<string, boolean>;
    if (type === 'case.opened') {
      const what = data.split ? 'split' : by === null ? 'contact' : 'us';
      add(what, what === 'contact' ? has : by);
      if (what === 'contact') add('heard', has);
    }
    if (type === 'case.heard' || type === 'case.reopened') add('heard', has);
    if (type === 'case.reopened' && data.from === 'solved') add('reopened', has);
    if (type === 'case.status' && data.from === 'solved' && data.status !== 'solved' && data.status !== 'closed')
      add('reopened', has);
    if (type === 'case.answered') add('answered', whose);
    if (type === 'case.answered' && data.first) add('first', whose, { took: data.waited, kept: kept.first });
    if (type === 'case.status' && data.took !== undefined) add('solved', whose, { took: data.took, kept: kept.resolution });
  }
  for (const rating of one.ratings) {
    facts.push({ what: 'asked', at: rating.askedAt, agent: rating.agent });
    if (rating.ratedAt !== null) facts.push({ what: 'rated', at: rating.ratedAt, agent: rating.agent, rating });
  }
  return facts;
}

/** Between two values what lies there in proportion, as PostgreSQL's `percentile_cont` has it. */
function percentile(values: number[], share: number): number | null {
  if (values.length === 0) return null;
  const sorted = values.toSorted((a, b) => a - b);
  const place = share * (sorted.length - 1);
  const low = Math.floor(place);
  return sorted[low]! + (place - low) * ((sorted[low + 1] ?? sorted[low]!) - sorted[low]!);
}
const mean = (values: number[]): number | null =>
  values.length === 0 ? null : values.reduce((a, b) => a + b, 0) / values.length;

function figures(key: string, facts: readonly Fact[]): ReportRow {
  const of = (what: string) => facts.filter((fact) => fact.what === what);
  const took = (what: string) => of(what).map((fact) => fact.took as number);
  const scores = (scale: string) => of('rated').flatMap(({ rating }) => (rating!.scale === scale ? rating!.score! : []));
  const promoters = scores('nps').map((score) => (score > 8 ? 100 : score < 7 ? -100 : 0));
  return {
    key,
    name: '',
    opened: of('contact').length + of('us').length + of('split').length,
    openedByContact: of('contact').length,
    openedByUs: of('us').length,
    solved: of('solved').length,
    reopened: of('reopened').length,
    heard: of('heard').length,
    answered: of('answered').length,
    firsts: of('first').length,
    firstMedian: percentile(took('first'), 0.5),
    first90: percentile(took('first'), 0.9),
    firstsPromised: of('first').filter(({ kept }) => kept !== undefined).length,
    firstsKept: of('first').filter(({ kept }) => kept === true).length,
    solvedMedian: percentile(took('solved'), 0.5),
    solved90: percentile(took('solved'), 0.9),
    solvedPromised: of('solved').filter(({ kept }) => kept !== undefined).length,
    solvedKept: of('solved').filter(({ kept }) => kept === true).length,
    asked: of('asked').length,
    rated: of('rated').length,
    csat: mean(scores('csat')),
    csats: scores('csat').length,
    nps: mean(promoters),
    npses: promoters.length,
  };
}

const dayIn = (zone: string, at: number): string =>
  new Intl.DateTimeFormat('en-CA', { timeZone: zone, year: 'numeric', month: '2-digit', day: '2-digit' }).format(at);

function mondayOf(day: string): string {
  const date = new Date(`${day}T00:00Z`);
  date.setUTCDate(date.getUTCDate() - ((date.getUTCDay() + 6) % 7));
  return date.toISOString().slice(0, 10);
}

function keysOf(by: ReportGroup, one: PastCase, fact: Fact, { inboxes }: Asked, zone: string): string[] {
  const day = dayIn(zone, fact.at);
  if (by === 'day') return [day];
  if (by === 'week') return [mondayOf(day)];
  if (by === 'month') return [`${day.slice(0, 7)}-01`];
  if (by === 'inbox') return one.inboxes.filter((id) => inboxes.includes(id));
  if (by === 'agent') return [fact.agent ?? ''];
  if (by === 'label') return one.labels.length > 0 ? one.labels : [''];
  return [one.account];
}

/** A report by going through everything that ever happened, one thing after the other. */
export function recount(cases: readonly PastCase[], by: ReportGroup | null, asked: Asked, zone: string): ReportRow[] {
  const piles = new Map<string, Fact[]>(by === null ? [['', []]] : []);
  for (const one of cases) {
    if (!one.inboxes.some((id) => asked.inboxes.includes(id))) continue;
    if (asked.label !== undefined && !one.labels.includes(asked.label)) continue;
    if (asked.account !== undefined && one.account !== asked.account) continue;
    for (const fact of factsOf(one)) {
      if (fact.at < asked.from || fact.at >= asked.to) continue;
      if (asked.agent !== undefined && fact.agent !== asked.agent) continue;
      for (const key of by === null ? [''] : keysOf(by, one, fact, asked, zone))
        piles.set(key, [...(piles.get(key) ?? []), fact]);
    }
  }
  return [...piles].map(([key, facts]) => figures(key, facts)).sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0));
}
