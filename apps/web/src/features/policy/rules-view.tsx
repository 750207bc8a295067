import { Button } from '@mantine/core';
import type { Output, PolicyRules } from '@rapport/contract';
import { IconPencil } from '@tabler/icons-react';
import { fullTimeOf } from '../../app/times.ts';
import { useTranslation } from '../../app/translation.tsx';
import { useClock } from '../../app/use-clock.ts';
import { usePeopleNeeded, usePersonName } from '../people/person-name.ts';
import { type RuleLine, ruleLines } from './rule-lines.ts';
import { useSpeech } from './use-speech.ts';

export type InForce = Output<'policy.rules'>;

interface Props {
  inForce: InForce;
  onChange: (() => void) | undefined;
}

/** The rules in force in plain words. */
export function RulesView({ inForce, onChange }: Props) {
  const { t } = useTranslation('policy');
  return (
    <section className="admin-card" aria-label={t('inForce')}>
      <div className="admin-title-line">
        <h2>{t('inForce')}</h2>
        <span className="mark">{t('version', { n: inForce.version })}</span>
        <span className="dim grow">
          <SetBy {...inForce} />
        </span>
        {onChange && (
          <Button leftSection={<IconPencil size={16} />} onClick={onChange}>
            {t('change')}
          </Button>
        )}
      </div>
      <p className="dim">{t('bindsWhat')}</p>
      <RulesInWords rules={inForce.rules} />
    </section>
  );
}

/** Who set them and when. */
export function SetBy({ at, by }: Pick<InForce, 'at' | 'by'>) {
  const { t } = useTranslation('policy');
  const clock = useClock();
  usePeopleNeeded(by ? [by] : []);
  const name = usePersonName(by ?? null);
  return at === undefined ? t('asFounded') : t('setBy', { name, time: fullTimeOf(at, clock) });
}

const parts = [
  'replies',
  'transactional',
  'quiet',
  'caps',
  'pressure',
  'guidance',
] as const satisfies readonly RuleLine['part'][];
const partWords = {
  replies: 'partReplies',
  transactional: 'partTransactional',
  quiet: 'partQuiet',
  caps: 'partCaps',
  pressure: 'partPressure',
  guidance: 'partGuidance',
} as const;

export function RulesInWords({ rules }: { rules: PolicyRules }) {
  const { t } = useTranslation('policy');
  const { speech } = useSpeech();
  const lines = ruleLines(speech, rules);
  return (
    <>
      {parts.map((part) => {
        const own = lines.filter((line) => line.part === part);
        if (own.length === 0) return null;
        return (
          <section key={part} aria-label={t(partWords[part])}>
            <h3 className="policy-part">{t(partWords[part])}</h3>
            <ul className="policy-lines">
              {own.map(({ key, text }) => (
                <li key={key}>{text}</li>
              ))}
            </ul>
          </section>
        );
      })}
    </>
  );
}
