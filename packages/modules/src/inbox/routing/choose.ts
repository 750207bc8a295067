/** Somebody who works in an inbox, as routing sees them now. */
export interface Agent {
  user: string;
  skills: ReadonlySet<string>;
  /** Takes work, and is here (or was within the grace). */
  available: boolean;
  capacity: number;
  /** Weights of the cases they have open. */
  load: number;
  /** When routing last gave them something (Unix ms); null for never. */
  lastGiven: number | null;
  /** Since when they have had nothing to do; null while they have something. */
  idleSince: number | null;
  /** What routing gave them within the window of fair distribution. */
  given: number;
}

/** A case that waits for somebody. */
export interface Waiting {
  id: string;
  weight: number;
  /** All of these are needed. */
  skills: readonly string[];
  /** Nobody is asked for these any more once it has waited long enough. */
  optional: readonly string[];
  /** 3 is urgent. */
  priority: number;
  dueAt: number | null;
  /** Since when the contact waits. */
  since: number;
  /** Who had it, or another case of this contact, before. */
  previous: string | null;
  /** Who let it lie: not asked again. */
  lapsed: readonly string[];
}

export interface RoutingRule {
  /** How work is given: by itself, or each takes it. */
  mode: 'automatic' | 'by-hand';
  /** What waits longest first, whatever its priority. */
  order: 'priority' | 'longest-waiting';
  /** Cases a person is given within `fairWindow` (ms) at most; null for no limit. */
  fairLimit: number | null;
  fairWindow: number;
  /** After so long (ms) optional skills are not asked for; null for never. */
  dropOptional: number | null;
}

const has = (agent: Agent, skills: readonly string[]): boolean => skills.every((skill) => agent.skills.has(skill));

/** Eligible = in the inbox ∧ skills ⊇ required ∧ available ∧ load + w ≤ capacity, and not above the fair share. */
export const eligible = (agent: Agent, one: Waiting, rule: RoutingRule): boolean =>
  agent.available &&
  has(agent, one.skills) &&
  agent.load + one.weight <= agent.capacity &&
  (rule.fairLimit === null || agent.given < rule.fairLimit) &&
  !one.lapsed.includes(agent.user);

const share = ({ load, capacity }: Agent): number => load / capacity;
const earlier = (a: number | null, b: number | null): number =>
  (a ?? Number.NEGATIVE_INFINITY) === (b ?? Number.NEGATIVE_INFINITY)
    ? 0
    : (a ?? Number.NEGATIVE_INFINITY) - (b ?? Number.NEGATIVE_INFINITY);
/** Who has been without work longest first; who has some comes after. */
const idler = (a: Agent, b: Agent): number =>
  (a.idleSince ?? Number.POSITIVE_INFINITY) === (b.idleSince ?? Number.POSITIVE_INFINITY)
    ? 0
    : (a.idleSince ?? Number.POSITIVE_INFINITY) - (b.idleSince ?? Number.POSITIVE_INFINITY);

/** Who is to have it: the previous one, else who is least loaded, has been idle longest, was given something longest ago. */
export function choose(agents: readonly Agent[], one: Waiting, rule: RoutingRule, now: number): Agent | undefined {
  const able = agents.filter((agent) => eligible(agent, one, rule));
  const previous = able.find(({ user }) => user === one.previous);
  if (previous) return previous;
  const patient = rule.dropOptional === null || now - one.since < rule.dropOptional;
  const skilled = patient ? able.filter((agent) => has(agent, one.optional)) : able;
  return [...skilled].sort(
    (a, b) => share(a) - share(b) || idler(a, b) || earlier(a.lastGiven, b.lastGiven) || (a.user < b.user ? -1 : 1),
  )[0];
}

/** Which of two cases is served first. */
export function before(a: Waiting, b: Waiting, rule: RoutingRule): number {
  const arrival = a.since - b.since || (a.id < b.id ? -1 : a.id === b.id ? 0 : 1);
  if (rule.order === 'longest-waiting') return arrival;
  const due = (one: Waiting): number => one.dueAt ?? Number.POSITIVE_INFINITY;
  return b.priority - a.priority || (due(a) === due(b) ? arrival : due(a) - due(b));
}

export interface Given {
  case: string;
  user: string;
}

/** Gives what waits to who is there: nobody above capacity, nothing left while somebody could take it. */
export function give(agents: readonly Agent[], waiting: readonly Waiting[], rule: RoutingRule, now: number): Given[] {
  if (rule.mode === 'by-hand') return [];
  const people = agents.map((agent) => ({ ...agent }));
  const given: Given[] = [];
  for (const one of [...waiting].sort((a, b) => before(a, b, rule))) {
    const who = choose(people, one, rule, now);
    if (!who) continue;
    given.push({ case: one.id, user: who.user });
    const mine = people.find(({ user }) => user === who.user)!;
    mine.load += one.weight;
    mine.given++;
    mine.lastGiven = now;
    mine.idleSince = null;
  }
  return given;
}
