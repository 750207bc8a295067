import { Button, NumberInput, Select, Switch, TextInput } from '@mantine/core';
import type { Input, Organization, OrganizationSettings } from '@rapport/contract';
import { type FormEvent, type ReactNode, useMemo, useState } from 'react';
import { useAct } from '../../../app/answers.ts';
import { useClient, useDoor } from '../../../app/client.tsx';
import { toast } from '../../../app/toasts.tsx';
import { useTranslation } from '../../../app/translation.tsx';
import { isWhole } from '../../people/hours/hours.ts';
import { HoursEditor } from '../../people/hours/hours-editor.tsx';
import { Section } from '../../people/settings/section.tsx';
import '../../people/settings/settings.css';
import { windowsWith, wordsOfWindow } from './windows.ts';

type Change = Input<'people.changeOrganization'>;

/** What the organization decides for everybody, each in a sentence. A part is saved when it is changed, or with its button. */
export function OrganizationPage() {
  const { t } = useTranslation('access');
  const client = useDoor();
  const { act, busy } = useAct();
  const known = useClient((s) => s.me?.organization);
  const [latest, setLatest] = useState<Organization | null>(null);
  const organization = latest ?? known;
  if (!organization) return null;
  const change = (wanted: Change): void =>
    void act(async () => {
      setLatest(await client.call('people.changeOrganization', wanted));
      toast({ kind: 'success', text: t('saved') });
    });
  const set = (settings: NonNullable<Change['settings']>): void => change({ settings });
  const parts = { organization, busy, change, set };
  return (
    <div className="admin-page">
      <h1>{t('settingsTitle')}</h1>
      <p className="admin-lead">{t('settingsLead')}</p>
      <Identity {...parts} />
      <Messages {...parts} />
      <Joining {...parts} />
      <Hours {...parts} />
    </div>
  );
}

interface PartProps {
  organization: Organization;
  busy: boolean;
  change(wanted: Change): void;
  set(settings: NonNullable<Change['settings']>): void;
}

function Identity({ organization, busy, change, set }: PartProps) {
  const { t } = useTranslation(['access', 'app', 'people']);
  const [name, setName] = useState(organization.name);
  const { timeZone } = organization.settings;
  const zones = useMemo(() => [...new Set([timeZone, ...Intl.supportedValuesOf('timeZone')])], [timeZone]);
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    change({ name });
  };
  return (
    <Section title={t('identityTitle')}>
      <form onSubmit={submit} className="setting-line">
        <TextInput
          className="grow"
          label={t('organizationName')}
          description={t('organizationNameHint')}
          value={name}
          onChange={(e) => setName(e.currentTarget.value)}
          maxLength={100}
          required
        />
        {name.trim() !== organization.name && (
          <Button type="submit" loading={busy}>
            {t('app:save')}
          </Button>
        )}
      </form>
      <div className="form-grid">
        <Select
          label={t('organizationLanguage')}
          description={t('organizationLanguageHint')}
          data={[
            { value: 'zh-CN', label: t('people:chinese') },
            { value: 'en', label: t('people:english') },
          ]}
          value={organization.defaultLanguage}
          allowDeselect={false}
          onChange={(value) => value && change({ defaultLanguage: value as Organization['defaultLanguage'] })}
        />
        <Select
          label={t('organizationZone')}
          description={t('organizationZoneHint')}
          data={zones}
          value={timeZone}
          searchable
          limit={50}
          allowDeselect={false}
          onChange={(zone) => zone && set({ timeZone: zone })}
        />
      </div>
    </Section>
  );
}

function Messages({ organization: { settings }, set }: PartProps) {
  const { t } = useTranslation('access');
  return (
    <Section title={t('messagesTitle')}>
      <div className="form-grid">
        <WindowSelect
          label={t('editWindow')}
          hint={t('editWindowHint')}
          value={settings.editMinutes}
          onChange={(editMinutes) => set({ editMinutes })}
        />
        <WindowSelect
          label={t('recallWindow')}
          hint={t('recallWindowHint')}
          value={settings.recallMinutes}
          onChange={(recallMinutes) => set({ recallMinutes })}
        />
      </div>
      <Switch
        mt={20}
        label={t('receipts')}
        description={t('receiptsHint')}
        checked={settings.receipts}
        onChange={(e) => set({ receipts: e.currentTarget.checked })}
      />
      <Switch
        mt={16}
        label={t('linkPreviews')}
        description={t('linkPreviewsHint')}
        checked={settings.linkPreviews}
        onChange={(e) => set({ linkPreviews: e.currentTarget.checked })}
      />
      <NumberSetting
        label={t('urgentPerDay')}
        hint={t('urgentPerDayHint')}
        value={settings.urgentPerDay}
        min={0}
        max={1000}
        onChange={(urgentPerDay) => set({ urgentPerDay })}
      />
    </Section>
  );
}

function Joining({ organization: { settings }, set }: PartProps) {
  const { t } = useTranslation('access');
  return (
    <Section title={t('joiningTitle')}>
      <NumberSetting
        label={t('invitationDays')}
        hint={t('invitationDaysHint')}
        value={settings.invitationDays}
        min={1}
        max={90}
        onChange={(invitationDays) => set({ invitationDays })}
      />
    </Section>
  );
}

function Hours({ organization: { settings }, busy, set }: PartProps) {
  const { t } = useTranslation(['access', 'app']);
  const [hours, setHours] = useState<OrganizationSettings['workingHours']>(settings.workingHours);
  const changed = JSON.stringify(hours) !== JSON.stringify(settings.workingHours);
  const whole = isWhole(hours);
  return (
    <Section title={t('hoursTitle')} text={t('hoursText')}>
      <HoursEditor value={hours} onChange={setHours} />
      {!whole && (
        <p role="alert" className="danger-text">
          {t('hoursWrong')}
        </p>
      )}
      {changed && (
        <Button mt={12} loading={busy} disabled={!whole} onClick={() => set({ workingHours: hours })}>
          {t('app:save')}
        </Button>
      )}
    </Section>
  );
}

interface WindowProps {
  label: string;
  hint: string;
  value: number | null;
  onChange(minutes: number | null): void;
}

function WindowSelect({ label, hint, value, onChange }: WindowProps) {
  const { t } = useTranslation('access');
  const said = (minutes: number | null): string => {
    const words = wordsOfWindow(minutes);
    return 'count' in words ? t(words.key, { count: words.count }) : t(words.key);
  };
  return (
    <Select
      label={label}
      description={hint}
      data={windowsWith(value).map((minutes) => ({ value: String(minutes), label: said(minutes) }))}
      value={String(value)}
      allowDeselect={false}
      onChange={(chosen) => onChange(chosen === 'null' || chosen === null ? null : Number(chosen))}
    />
  );
}

interface NumberProps {
  label: ReactNode;
  hint: ReactNode;
  value: number;
  min: number;
  max: number;
  onChange(value: number): void;
}

/** A number that is saved when one leaves it or presses Enter. */
function NumberSetting({ label, hint, value, min, max, onChange }: NumberProps) {
  const [given, setGiven] = useState<string | number>(value);
  const save = (): void => {
    const next = Number(given);
    if (given !== '' && Number.isInteger(next) && next >= min && next <= max && next !== value) onChange(next);
    else setGiven(value);
  };
  return (
    <NumberInput
      mt={20}
      maw={360}
      label={label}
      description={hint}
      min={min}
      max={max}
      allowDecimal={false}
      value={given}
      onChange={setGiven}
      onBlur={save}
      onKeyDown={(e) => e.key === 'Enter' && save()}
    />
  );
}
