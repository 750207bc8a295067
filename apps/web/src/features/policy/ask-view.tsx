import { Select } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import type { ConsentPurpose, ContactOutline, ContactWay } from '@rapport/contract';
import { IconCircleCheck, IconCircleX } from '@tabler/icons-react';
import { useState } from 'react';
import { useAnswer } from '../../app/answers.ts';
import { fullTimeOf } from '../../app/times.ts';
import { useTranslation } from '../../app/translation.tsx';
import { useClock } from '../../app/use-clock.ts';
import { Decisions } from './decisions.tsx';
import { purposeNames, Reasons } from './reasons.tsx';
import { useSpeech } from './use-speech.ts';

/** Whether a contact may be written to now, by which way, and why not; and what was decided about it before. */
export function AskView() {
  const { t } = useTranslation('policy');
  const [contact, setContact] = useState<ContactOutline>();
  const [planned, setPlanned] = useState<ConsentPurpose | ''>('');
  return (
    <section aria-label={t('viewAsk')}>
      <p className="dim policy-text">{t('askText')}</p>
      <div className="policy-ask">
        <ContactSelect chosen={contact} onChange={setContact} />
        <Select
          label={t('askFor')}
          allowDeselect={false}
          value={planned}
          data={[
            { value: '', label: t('askOne') },
            { value: 'marketing', label: t('askMarketing') },
            { value: 'survey', label: t('askSurvey') },
          ]}
          onChange={(next) => setPlanned((next ?? '') as ConsentPurpose | '')}
        />
      </div>
      {contact && <Ways key={`${contact.id} ${planned}`} contact={contact} planned={planned} />}
      {contact && <Decisions key={contact.id} contact={contact.id} />}
    </section>
  );
}

interface SelectProps {
  chosen: ContactOutline | undefined;
  onChange(chosen: ContactOutline | undefined): void;
}

/** Finds a contact by name, pinyin or handle. */
function ContactSelect({ chosen, onChange }: SelectProps) {
  const { t } = useTranslation('policy');
  const [text, setText] = useState('');
  const [asked] = useDebouncedValue(text === chosen?.name ? '' : text.trim(), 150);
  const found = useAnswer('contacts.list', { limit: 20, ...(asked ? { text: asked } : {}) }).data?.items ?? [];
  const data = found.map(({ id, name, company }) => ({
    value: id as string,
    label: company ? `${name} · ${company.name}` : name,
  }));
  if (chosen && !data.some(({ value }) => value === chosen.id)) data.unshift({ value: chosen.id, label: chosen.name });
  return (
    <Select
      label={t('whom')}
      placeholder={t('whomHint')}
      searchable
      clearable
      data={data}
      value={chosen?.id ?? null}
      onSearchChange={setText}
      // The server has found them, by pinyin too.
      filter={({ options }) => options}
      nothingFoundMessage={t('noContact')}
      onChange={(id) => onChange(found.find((one) => one.id === id) ?? (id === chosen?.id ? chosen : undefined))}
    />
  );
}

function Ways({ contact, planned }: { contact: ContactOutline; planned: ConsentPurpose | '' }) {
  const { t } = useTranslation('policy');
  const answer = useAnswer('policy.ways', { contact: contact.id, ...(planned ? { planned } : {}) });
  if (answer.error) return <p role="alert">{answer.error}</p>;
  if (!answer.data) return null;
  const { ways, suggested, stage } = answer.data;
  return (
    <section aria-label={t('waysTitle')} aria-live="polite">
      <h2 className="policy-part">{t('waysTitle')}</h2>
      {stage !== undefined && <p className="dim">{t('atStage', { stage })}</p>}
      {ways.length === 0 && <p className="admin-note">{t('noWays')}</p>}
      <ul className="plain-list admin-cards">
        {ways.map((way) => (
          <WayCard key={`${way.account} ${way.handle}`} way={way} suggested={way.account === suggested} />
        ))}
      </ul>
    </section>
  );
}

const costs = ['cost0', 'cost1', 'cost2', 'cost3'] as const;

const bys = { window: 'byWindow', free: 'byFree', template: 'byTemplate', member: 'byMember' } as const;

function WayCard({
  way: { account, channel, verdict, adequate, costClass },
  suggested,
}: {
  way: ContactWay;
  suggested: boolean;
}) {
  const { t } = useTranslation('policy');
  const clock = useClock();
  const { speech, accounts } = useSpeech();
  const name = [speech.channel(channel), accounts.find(({ id }) => id === account)?.name].filter(Boolean).join(' · ');
  return (
    <li className="admin-card" aria-label={name}>
      <div className="admin-title-line">
        {verdict.allowed ? (
          <IconCircleCheck className="policy-yes" size={20} aria-hidden />
        ) : (
          <IconCircleX className="policy-no" size={20} aria-hidden />
        )}
        <h3>{name}</h3>
        <span className="grow strong">{t(verdict.allowed ? 'mayNow' : 'mayNot')}</span>
        {suggested && <span className="mark">{t('suggested')}</span>}
        {!adequate && <span className="mark">{t('notAdequate')}</span>}
        <span className="dim">{t(costs[costClass] ?? 'cost3')}</span>
      </div>
      <p className="dim">
        {t('judgedAs', { purpose: t(purposeNames[verdict.purpose]) })}
        {verdict.by && ` · ${t(bys[verdict.by])}`}
        {verdict.expiresAt !== undefined && ` · ${t('until', { time: fullTimeOf(verdict.expiresAt, clock) })}`}
      </p>
      {verdict.reasons.length > 0 && <Reasons reasons={verdict.reasons} />}
      {!verdict.allowed && (
        <p>
          {verdict.nextAllowedAt === undefined ? t('noWaiting') : t('nextAt', { time: fullTimeOf(verdict.nextAllowedAt, clock) })}
        </p>
      )}
    </li>
  );
}
