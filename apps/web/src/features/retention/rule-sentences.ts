import type { RetentionRule } from '@rapport/contract';
import { useTranslation } from '../../app/translation.tsx';
import { inUnits } from './durations.ts';

export interface RuleWords {
  /** `10 years`. */
  duration(days: number): string;
  /** What a rule says, a sentence for each part of it; one where it says nothing. */
  sentences(rule: RetentionRule): string[];
}

const counted = { years: 'yearsOf', months: 'monthsOf', days: 'daysOf' } as const;
const starts = { said: 'startSaid', archived: 'startArchived', set: 'startSet' } as const;

/** Rules in plain words. */
export function useRuleWords(): RuleWords {
  const { t } = useTranslation('retention');
  const duration = (days: number): string => {
    const { count, unit } = inUnits(days);
    return t(counted[unit], { count });
  };
  const sentences = (rule: RetentionRule): string[] => {
    const start = t(starts[rule.from]);
    const said = (key: 'ruleKeep' | 'ruleDestroy' | 'ruleReview' | 'ruleCeiling', days: number | undefined) =>
      days === undefined ? [] : [t(key, { time: duration(days), start })];
    const atOnce = rule.destroyDays === 0 ? [t('ruleDestroyNow', { start })] : said('ruleDestroy', rule.destroyDays);
    const all = [
      ...(rule.forever ? [t('ruleForever')] : said('ruleKeep', rule.keepDays)),
      ...atOnce,
      ...said('ruleReview', rule.reviewDays),
      ...said('ruleCeiling', rule.ceilingDays),
    ];
    return all.length > 0 ? all : [t('ruleSilent')];
  };
  return { duration, sentences };
}
