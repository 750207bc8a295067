import { SegmentedControl, Switch } from '@mantine/core';
import { type ReactNode, useId } from 'react';
import { useAct } from '../../../app/answers.ts';
import { useDoor } from '../../../app/client.tsx';
import { changeDevice, type Device, useDevice } from '../../../app/device.ts';
import { chooseLanguage, languageNow } from '../../../app/language.ts';
import { useTranslation } from '../../../app/translation.tsx';
import { Section } from './section.tsx';

/** Theme, language and habits. The language follows the person, everything else stays on this device. */
export function PreferencesSection() {
  const { t } = useTranslation(['settings', 'people']);
  const client = useDoor();
  const { act } = useAct();
  const device = useDevice();
  const choose = (value: string): void => {
    const language = value === 'zh-CN' ? 'zh-CN' : 'en';
    void act(async () => {
      await chooseLanguage(language);
      await client.call('people.changeProfile', { language });
    });
  };
  return (
    <Section title={t('preferences')}>
      <Choice
        label={t('language')}
        value={languageNow()}
        onChange={choose}
        options={[
          ['zh-CN', t('chinese')],
          ['en', t('english')],
        ]}
      />
      <Choice
        label={t('theme')}
        value={device.theme}
        onChange={(theme) => changeDevice({ theme: theme as Device['theme'] })}
        options={[
          ['auto', t('themeAuto')],
          ['light', t('themeLight')],
          ['dark', t('themeDark')],
        ]}
      />
      <Choice
        label={t('density')}
        value={device.density}
        onChange={(density) => changeDevice({ density: density as Device['density'] })}
        options={[
          ['compact', t('compact')],
          ['regular', t('regular')],
          ['comfortable', t('comfortable')],
        ]}
      />
      <Choice
        label={t('typeSize')}
        value={device.typeSize}
        onChange={(typeSize) => changeDevice({ typeSize: typeSize as Device['typeSize'] })}
        options={[
          ['small', t('typeSmall')],
          ['normal', t('typeNormal')],
          ['large', t('typeLarge')],
          ['larger', t('typeLarger')],
        ]}
      />
      <Choice
        label={t('keep')}
        value={device.keep}
        onChange={(keep) => changeDevice({ keep: keep as Device['keep'] })}
        options={[
          ['little', t('keepLittle')],
          ['normal', t('keepNormal')],
          ['much', t('keepMuch')],
        ]}
      />
      <Choice
        label={t('undoSend')}
        value={String(device.undoSeconds)}
        onChange={(seconds) => changeDevice({ undoSeconds: Number(seconds) as Device['undoSeconds'] })}
        options={[
          ['0', t('undoOff')],
          ...([5, 10, 20] as const).map((count) => [String(count), t('undoFor', { count })] as const),
        ]}
      />
      <Switch
        mt={16}
        label={t('enterSends')}
        description={t('enterSendsHint')}
        checked={device.enterSends}
        onChange={(e) => changeDevice({ enterSends: e.currentTarget.checked })}
      />
      <Switch
        mt={16}
        label={t('ownOnRight')}
        checked={device.ownOnRight}
        onChange={(e) => changeDevice({ ownOnRight: e.currentTarget.checked })}
      />
    </Section>
  );
}

interface ChoiceProps {
  label: ReactNode;
  value: string;
  onChange(value: string): void;
  options: readonly (readonly [value: string, label: string])[];
}

function Choice({ label, value, onChange, options }: ChoiceProps) {
  const id = useId();
  return (
    <div className="choice-line">
      <span id={id}>{label}</span>
      <SegmentedControl
        size="xs"
        aria-labelledby={id}
        value={value}
        onChange={onChange}
        data={options.map(([v, l]) => ({ value: v, label: l }))}
      />
    </div>
  );
}
