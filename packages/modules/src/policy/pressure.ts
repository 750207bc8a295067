import type { Pressure } from '@rapport/contract';

const hourMs = 3_600_000;
/** Older than so many half-lives a message weighs less than a millionth, and nothing. */
const forgottenAfter = 20;

/** What was sent and counts, with the weight it had then. */
export interface Counted {
  at: number;
  weight: number;
}

/** How far back messages weigh anything, in ms. */
export const pressureSpan = ({ halfLifeHours }: Pressure): number => forgottenAfter * halfLifeHours * hourMs;

export const weightOf = (pressure: Pressure | null, channel: string): number =>
  pressure === null ? 0 : (pressure.weights[channel] ?? pressure.otherwise);

/** Σ weight · 2^(−age ÷ half-life) at an instant. */
export function pressureAt(pressure: Pressure, sent: readonly Counted[], at: number): number {
  const half = pressure.halfLifeHours * hourMs;
  let sum = 0;
  for (const one of sent) {
    const age = Math.max(0, at - one.at);
    if (age < forgottenAfter * half) sum += one.weight * 2 ** (-age / half);
  }
  return sum;
}

/** The first millisecond from `at` on at which one more of this weight fits; undefined: never. The sum only falls, so that it can be halved for. */
export function pressureUntil(pressure: Pressure, sent: readonly Counted[], weight: number, at: number): number | undefined {
  const fits = (when: number): boolean => pressureAt(pressure, sent, when) + weight <= pressure.most;
  if (weight > pressure.most) return undefined;
  if (fits(at)) return at;
  let low = at;
  let high = Math.max(at, ...sent.map((one) => one.at)) + pressureSpan(pressure);
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (fits(middle)) high = middle;
    else low = middle;
  }
  return high;
}
