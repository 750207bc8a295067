import { NumberInput, Select } from '@mantine/core';
import type { Cap } from '@rapport/contract';
import { IconX } from '@tabler/icons-react';
import { IconButton } from '../../../app/icon-button.tsx';
import { useTranslation } from '../../../app/translation.tsx';
import { Section } from '../../people/settings/section.tsx';
import { spanOf } from '../rule-lines.ts';
import { ChannelAdder } from './quiet-fields.tsx';
import type { RulesPart } from './rules-part.ts';

/** Hours in which messages are counted together. */
const spans = [24, 72, 168, 336, 720, 2160, 4320, 8760];
const usual = (channel: string): Cap => ({ channel, type: null, most: 2, hours: 168 });

/** How often at most, by channel and type of customer: none and never are said in words. */
export function CapFields({ rules, spoken, change }: RulesPart) {
  const { t } = useTranslation('policy');
  const put = (caps: Cap[]): void => change({ caps });
  const sorted = rules.caps.map((cap, i) => ({ cap, i })).sort((a, b) => order(spoken.channels, a.cap, b.cap));
  return (
    <Section title={t('partCaps')} text={t('capsText')}>
      <div className="policy-rows">
        {sorted.map(({ cap, i }) => (
          <CapRow
            key={i}
            cap={cap}
            spoken={spoken}
            onChange={(next) => put(rules.caps.with(i, next))}
            onRemove={() => put(rules.caps.toSpliced(i, 1))}
          />
        ))}
      </div>
      <ChannelAdder
        label={t('capAdd')}
        channels={spoken.channels}
        spoken={spoken}
        onAdd={(kind) => put([...rules.caps, usual(kind)])}
      />
    </Section>
  );
}

const order = (channels: readonly string[], a: Cap, b: Cap): number =>
  channels.indexOf(a.channel) - channels.indexOf(b.channel) || Number(a.type !== null) - Number(b.type !== null);

interface RowProps {
  cap: Cap;
  spoken: RulesPart['spoken'];
  onChange(cap: Cap): void;
  onRemove(): void;
}

const wayOf = ({ most }: Cap): 'none' | 'never' | 'most' => (most === null ? 'none' : most === 0 ? 'never' : 'most');

function CapRow({ cap, spoken: { speech, types }, onChange, onRemove }: RowProps) {
  const { t } = useTranslation('policy');
  const name = speech.channel(cap.channel);
  const called = `${name}, ${speech.type(cap.type)}`;
  const known = types.filter(({ id, archived }) => !archived || id === cap.type);
  return (
    <fieldset className="policy-row" aria-label={called}>
      <span className="policy-name">{name}</span>
      <Select
        aria-label={t('capType', { name: called })}
        allowDeselect={false}
        value={cap.type ?? ''}
        data={[{ value: '', label: t('allTypes') }, ...known.map(({ id, name: type }) => ({ value: id, label: type }))]}
        onChange={(type) => onChange({ ...cap, type: type || null })}
      />
      <Select
        aria-label={t('capWay', { name: called })}
        allowDeselect={false}
        value={wayOf(cap)}
        data={[
          { value: 'none', label: t('capNone') },
          { value: 'never', label: t('capNever') },
          { value: 'most', label: t('capAtMost') },
        ]}
        onChange={(way) => onChange({ ...cap, most: way === 'none' ? null : way === 'never' ? 0 : cap.most || 1 })}
      />
      {wayOf(cap) === 'most' && (
        <>
          <NumberInput
            className="policy-number"
            aria-label={t('capCount', { name: called })}
            min={1}
            max={1000}
            allowDecimal={false}
            value={cap.most ?? 1}
            onChange={(most) => onChange({ ...cap, most: Number(most) || 1 })}
          />
          <span>{t('capIn')}</span>
          <Select
            aria-label={t('capSpan', { name: called })}
            allowDeselect={false}
            value={String(cap.hours)}
            data={[...new Set([...spans, cap.hours])]
              .sort((a, b) => a - b)
              .map((hours) => ({ value: String(hours), label: spanOf(speech, hours) }))}
            onChange={(hours) => onChange({ ...cap, hours: Number(hours) })}
          />
        </>
      )}
      <IconButton label={t('removeOf', { name: called })} onClick={onRemove}>
        <IconX size={16} />
      </IconButton>
    </fieldset>
  );
}
