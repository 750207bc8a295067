import { Button, Select, Switch, TextInput } from '@mantine/core';
import type { PolicyRules } from '@rapport/contract';
import { IconPlus, IconX } from '@tabler/icons-react';
import { IconButton } from '../../../app/icon-button.tsx';
import { useTranslation } from '../../../app/translation.tsx';
import { Section } from '../../people/settings/section.tsx';
import type { RulesPart } from './rules-part.ts';

type Hours = NonNullable<PolicyRules['quietHours']['usual']>;
const usual: Hours = { from: '21:00', to: '08:00' };

/** When nobody is written to unasked: on the contact's own clock. */
export function QuietFields({ rules, spoken, change }: RulesPart) {
  const { t } = useTranslation('policy');
  const { quietHours } = rules;
  const own = Object.entries(quietHours.channels);
  const put = (channels: [string, Hours | null][]): void =>
    change({ quietHours: { ...quietHours, channels: Object.fromEntries(channels) } });
  const free = spoken.channels.filter((kind) => !(kind in quietHours.channels));
  return (
    <Section title={t('partQuiet')} text={t('quietText')}>
      <div className="policy-rows">
        <div className="policy-row">
          <Switch
            label={t('quietOn')}
            checked={quietHours.usual !== null}
            onChange={(e) => change({ quietHours: { ...quietHours, usual: e.currentTarget.checked ? usual : null } })}
          />
          {quietHours.usual && (
            <HoursFields
              what={t('quietOn')}
              hours={quietHours.usual}
              onChange={(hours) => change({ quietHours: { ...quietHours, usual: hours } })}
            />
          )}
        </div>
        {own.map(([kind, hours], i) => (
          <div key={kind} className="policy-row">
            <span className="policy-name">{spoken.speech.channel(kind)}</span>
            <Select
              aria-label={t('quietOf', { channel: spoken.speech.channel(kind) })}
              allowDeselect={false}
              value={hours ? 'own' : 'none'}
              data={[
                { value: 'none', label: t('quietNoneHere') },
                { value: 'own', label: t('quietOwn') },
              ]}
              onChange={(next) => put(own.with(i, [kind, next === 'own' ? (hours ?? quietHours.usual ?? usual) : null]))}
            />
            {hours && (
              <HoursFields what={spoken.speech.channel(kind)} hours={hours} onChange={(next) => put(own.with(i, [kind, next]))} />
            )}
            <IconButton
              label={t('removeOf', { name: spoken.speech.channel(kind) })}
              onClick={() => put(own.filter(([other]) => other !== kind))}
            >
              <IconX size={16} />
            </IconButton>
          </div>
        ))}
      </div>
      <ChannelAdder label={t('quietAdd')} channels={free} spoken={spoken} onAdd={(kind) => put([...own, [kind, null]])} />
    </Section>
  );
}

function HoursFields({ what, hours, onChange }: { what: string; hours: Hours; onChange(hours: Hours): void }) {
  const { t } = useTranslation('policy');
  const field = (part: 'from' | 'to', label: string) => (
    <TextInput
      type="time"
      aria-label={label}
      required
      value={hours[part]}
      onChange={(e) =>
        /^\d\d:\d\d/.test(e.currentTarget.value) && onChange({ ...hours, [part]: e.currentTarget.value.slice(0, 5) })
      }
    />
  );
  return (
    <span className="policy-hours">
      {field('from', t('quietFrom', { what }))} – {field('to', t('quietTo', { what }))}
    </span>
  );
}

interface AdderProps {
  label: string;
  channels: readonly string[];
  spoken: RulesPart['spoken'];
  onAdd(kind: string): void;
}

/** Adds a line for a channel that has none yet. */
export function ChannelAdder({ label, channels, spoken, onAdd }: AdderProps) {
  if (channels.length === 0) return null;
  return (
    <div className="policy-adder">
      <IconPlus size={14} aria-hidden />
      <span>{label}</span>
      {channels.map((kind) => (
        <Button
          key={kind}
          size="compact-xs"
          variant="default"
          aria-label={`${label} ${spoken.speech.channel(kind)}`}
          onClick={() => onAdd(kind)}
        >
          {spoken.speech.channel(kind)}
        </Button>
      ))}
    </div>
  );
}
