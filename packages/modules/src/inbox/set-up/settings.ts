import type { GivenInboxSettings, InboxSettings } from '@rapport/contract';

const nothing = { first: null, next: null, resolution: null };

/** How a new inbox works, where nothing else is said. */
const usualSettings: InboxSettings = {
  routing: {
    mode: 'by-hand',
    order: 'priority',
    fairLimit: null,
    fairMinutes: 60,
    dropOptionalMinutes: null,
    leaseMinutes: null,
    weight: 1,
  },
  promised: { low: nothing, normal: nothing, high: nothing, urgent: nothing },
  reopenDays: 7,
  closeDays: null,
  waitAfterAnswer: true,
  rating: null,
  complaint: { acknowledgeDays: 1, answerDays: 10, objectionDays: 10 },
};

type Part = Record<string, unknown>;
const isPart = (value: unknown): value is Part => typeof value === 'object' && value !== null && !Array.isArray(value);

/** What is given in the place of what was; what is left out, on whatever level, stays. */
function over(before: Part, given: Part): Part {
  const after = { ...before };
  for (const [key, value] of Object.entries(given)) {
    const old = before[key];
    if (value !== undefined) after[key] = isPart(old) && isPart(value) ? over(old, value) : value;
  }
  return after;
}

export const changedSettings = (before: InboxSettings, given: GivenInboxSettings): InboxSettings =>
  over(before as unknown as Part, given) as unknown as InboxSettings;

/** Settings as kept: those of an older version lack what came later. */
export const settingsOf = (kept: GivenInboxSettings | undefined): InboxSettings => changedSettings(usualSettings, kept ?? {});
