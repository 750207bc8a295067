import { NumberInput, Select, Switch } from '@mantine/core';
import type { InboxSettings } from '@rapport/contract';
import { useTranslation } from '../../../app/translation.tsx';
import { Section } from '../../people/settings/section.tsx';
import type { SettingsPart } from './settings-part.ts';

/** What comes after an answer: waiting, asking how it went, taking up again; and how soon complaints are answered. */
export function AfterFields({ settings, change }: SettingsPart) {
  const { t } = useTranslation('inboxSettings');
  const { complaint } = settings;
  const days = (key: keyof InboxSettings['complaint'], label: string) => (
    <NumberInput
      label={label}
      suffix={t('daysSuffix')}
      min={1}
      max={365}
      allowDecimal={false}
      value={complaint[key]}
      onChange={(value) => change({ complaint: { ...complaint, [key]: Number(value) || 1 } })}
    />
  );
  return (
    <>
      <Section title={t('after')}>
        <div className="form-grid">
          <NumberInput
            label={t('reopen')}
            description={t('reopenHint')}
            suffix={t('daysSuffix')}
            min={0}
            max={365}
            allowDecimal={false}
            value={settings.reopenDays}
            onChange={(value) => change({ reopenDays: Number(value) || 0 })}
          />
          <NumberInput
            label={t('close')}
            description={t('closeHint')}
            placeholder={t('closeNever')}
            suffix={t('daysSuffix')}
            min={1}
            max={365}
            allowDecimal={false}
            value={settings.closeDays ?? ''}
            onChange={(value) => change({ closeDays: Number(value) || null })}
          />
          <Select
            label={t('rating')}
            description={t('ratingHint')}
            allowDeselect={false}
            value={settings.rating ?? ''}
            data={[
              { value: '', label: t('ratingNone') },
              { value: 'csat', label: t('ratingCsat') },
              { value: 'nps', label: t('ratingNps') },
            ]}
            onChange={(value) => change({ rating: (value || null) as InboxSettings['rating'] })}
          />
        </div>
        <Switch
          mt={20}
          label={t('waitAfter')}
          description={t('waitAfterHint')}
          checked={settings.waitAfterAnswer}
          onChange={(e) => change({ waitAfterAnswer: e.currentTarget.checked })}
        />
      </Section>
      <Section title={t('complaints')} text={t('complaintsText')}>
        <div className="form-grid">
          {days('acknowledgeDays', t('acknowledge'))}
          {days('answerDays', t('complaintAnswer'))}
          {days('objectionDays', t('objectionAnswer'))}
        </div>
      </Section>
    </>
  );
}
