import { NumberInput, Radio, Select, Stack } from '@mantine/core';
import type { InboxSettings } from '@rapport/contract';
import { useTranslation } from '../../../app/translation.tsx';
import { Section } from '../../people/settings/section.tsx';
import { SpanSelect } from '../span-select.tsx';
import type { SettingsPart } from './settings-part.ts';

/** Who is given a case: whoever takes it, or by the house. */
export function RoutingFields({ settings, change }: SettingsPart) {
  const { t } = useTranslation('inboxSettings');
  const { routing } = settings;
  const put = (with_: Partial<InboxSettings['routing']>): void => change({ routing: { ...routing, ...with_ } });
  return (
    <Section title={t('routing')} text={t('routingText')}>
      <Stack>
        <Radio.Group
          aria-label={t('routing')}
          value={routing.mode}
          onChange={(mode) => put({ mode: mode as typeof routing.mode })}
        >
          <Stack gap={10}>
            <Radio value="by-hand" label={t('modeByHand')} description={t('modeByHandText')} />
            <Radio value="automatic" label={t('modeAutomatic')} description={t('modeAutomaticText')} />
          </Stack>
        </Radio.Group>
        {routing.mode === 'automatic' && <AutomaticFields routing={routing} put={put} />}
      </Stack>
    </Section>
  );
}

interface AutomaticProps {
  routing: InboxSettings['routing'];
  put(with_: Partial<InboxSettings['routing']>): void;
}

function AutomaticFields({ routing, put }: AutomaticProps) {
  const { t } = useTranslation('inboxSettings');
  return (
    <div className="form-grid inbox-set-automatic">
      <Select
        label={t('order')}
        description={t('orderHint')}
        allowDeselect={false}
        value={routing.order}
        data={[
          { value: 'priority', label: t('orderPriority') },
          { value: 'longest-waiting', label: t('orderWaiting') },
        ]}
        onChange={(order) => put({ order: order as typeof routing.order })}
      />
      <NumberInput
        label={t('weight')}
        description={t('weightHint')}
        min={1}
        max={100}
        allowDecimal={false}
        value={routing.weight}
        onChange={(weight) => put({ weight: Number(weight) || 1 })}
      />
      <NumberInput
        label={t('fair', { minutes: routing.fairMinutes })}
        description={t('fairHint')}
        placeholder={t('noLimit')}
        min={1}
        max={10_000}
        allowDecimal={false}
        value={routing.fairLimit ?? ''}
        onChange={(most) => put({ fairLimit: most === '' ? null : Number(most) })}
      />
      <SpanSelect
        label={t('dropOptional')}
        description={t('dropOptionalHint')}
        none="noLimit"
        minutes={routing.dropOptionalMinutes}
        offered={[5, 10, 30, 60]}
        onChange={(dropOptionalMinutes) => put({ dropOptionalMinutes })}
      />
      <SpanSelect
        label={t('lease')}
        description={t('leaseHint')}
        none="noLimit"
        minutes={routing.leaseMinutes}
        offered={[10, 15, 30, 60, 120, 240]}
        onChange={(leaseMinutes) => put({ leaseMinutes })}
      />
    </div>
  );
}
