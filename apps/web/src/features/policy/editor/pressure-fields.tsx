import { NumberInput, Select, Stack, Switch } from '@mantine/core';
import { usualPolicyRules } from '@rapport/contract';
import { useTranslation } from '../../../app/translation.tsx';
import { Section } from '../../people/settings/section.tsx';
import { spanOf } from '../rule-lines.ts';
import type { RulesPart } from './rules-part.ts';

const halfLives = [24, 72, 168, 336, 720];

/** All channels together: what was sent weighs less and less. */
export function PressureFields({ rules: { pressure }, spoken: { speech, channels }, change }: RulesPart) {
  const { t } = useTranslation('policy');
  const weightOf = (kind: string): number => pressure?.weights[kind] ?? pressure?.otherwise ?? 1;
  return (
    <Section title={t('partPressure')} text={t('pressureText')}>
      <Stack>
        <Switch
          label={t('pressureOn')}
          checked={pressure !== null}
          onChange={(e) => change({ pressure: e.currentTarget.checked ? usualPolicyRules.pressure : null })}
        />
        {pressure && (
          <div className="form-grid">
            <NumberInput
              label={t('pressureMostLabel')}
              description={t('pressureMostHint')}
              min={0}
              max={1000}
              decimalScale={2}
              value={pressure.most}
              onChange={(most) => change({ pressure: { ...pressure, most: Number(most) || 0 } })}
            />
            <Select
              label={t('halfLife')}
              description={t('halfLifeHint')}
              allowDeselect={false}
              value={String(pressure.halfLifeHours)}
              data={[...new Set([...halfLives, pressure.halfLifeHours])]
                .sort((a, b) => a - b)
                .map((hours) => ({ value: String(hours), label: spanOf(speech, hours) }))}
              onChange={(hours) => change({ pressure: { ...pressure, halfLifeHours: Number(hours) } })}
            />
          </div>
        )}
        {pressure && (
          <fieldset className="form-group">
            <legend>{t('weights')}</legend>
            <p className="dim">{t('weightsHint')}</p>
            <div className="policy-weights">
              {channels.map((kind) => (
                <NumberInput
                  key={kind}
                  label={speech.channel(kind)}
                  min={0}
                  max={100}
                  decimalScale={2}
                  value={weightOf(kind)}
                  onChange={(weight) =>
                    change({ pressure: { ...pressure, weights: { ...pressure.weights, [kind]: Number(weight) || 0 } } })
                  }
                />
              ))}
            </div>
          </fieldset>
        )}
      </Stack>
    </Section>
  );
}
