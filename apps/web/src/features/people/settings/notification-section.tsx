import { Button, NativeSelect, Switch, Textarea } from '@mantine/core';
import type { CaseNotices, Input, Output } from '@rapport/contract';
import { useEffect, useState } from 'react';
import { useAct, useAnswer } from '../../../app/answers.ts';
import { useDoor } from '../../../app/client.tsx';
import { changeDevice, useDevice } from '../../../app/device.ts';
import { toast } from '../../../app/toasts.tsx';
import { useTranslation } from '../../../app/translation.tsx';
import { PushSwitch } from '../../attention/push-switch.tsx';
import { Section } from './section.tsx';

type Settings = Output<'delivery.settings'>;
type Change = (input: Input<'delivery.changeSettings'>) => void;

/** What calls me, how, and when a mail gathers what I have not read. */
export function NotificationSection() {
  const { t } = useTranslation(['settings', 'attention']);
  const client = useDoor();
  const { act, busy } = useAct();
  const { sound } = useDevice();
  const answer = useAnswer('delivery.settings', {});
  const quota = useAnswer('conversations.urgentQuota', {}).data;
  const known = answer.data;
  if (!known) return null;
  const change: Change = (input) =>
    void act(async () => {
      const next = await client.call('delivery.changeSettings', input);
      answer.set((old) => old && { ...old, ...next });
      toast({ kind: 'success', text: t('saved') });
    });
  return (
    <Section title={t('notifications')}>
      <Switch label={t('notifyDirect')} checked={known.direct} onChange={(e) => change({ direct: e.currentTarget.checked })} />
      <Switch
        mt={16}
        label={t('quietHours')}
        checked={known.quietOutsideHours}
        onChange={(e) => change({ quietOutsideHours: e.currentTarget.checked })}
      />
      <PushSwitch />
      <Switch
        mt={16}
        label={t('attention:sound')}
        checked={sound}
        onChange={(e) => changeDevice({ sound: e.currentTarget.checked })}
      />
      <CaseNoticesOf known={known} onChange={change} />
      <Digest known={known} onChange={change} />
      <Keywords known={known} busy={busy} onChange={change} />
      {quota && quota.perDay > 0 && (
        <p className="dim urgent-left">{t('attention:urgentLeft', { count: quota.left, perDay: quota.perDay })}</p>
      )}
    </Section>
  );
}

const caseNotices = { all: 'casesAll', mine: 'casesMine', none: 'casesNone' } as const satisfies Record<CaseNotices, string>;

/** Of each inbox that I work in, what calls me. */
function CaseNoticesOf({ known, onChange }: { known: Settings; onChange: Change }) {
  const { t } = useTranslation('settings');
  const inboxes = useAnswer('inbox.list', {}).data?.inboxes.filter((one) => one.mine && !one.archived) ?? [];
  if (inboxes.length === 0) return null;
  const data = Object.entries(caseNotices).map(([value, label]) => ({ value, label: t(label) }));
  return (
    <fieldset className="case-notices">
      <legend>{t('casesTitle')}</legend>
      <p className="dim">{t('casesHint')}</p>
      {inboxes.map(({ id, name }) => (
        <NativeSelect
          key={id}
          label={name}
          data={data}
          value={known.cases[id] ?? 'all'}
          onChange={(e) => onChange({ cases: { ...known.cases, [id]: e.currentTarget.value as CaseNotices } })}
        />
      ))}
    </fieldset>
  );
}

const hours = Array.from({ length: 24 }, (_, hour) => ({ value: String(hour), label: `${String(hour).padStart(2, '0')}:00` }));

function Digest({ known, onChange }: { known: Settings; onChange: Change }) {
  const { t } = useTranslation('attention');
  return (
    <>
      <Switch
        mt={16}
        label={t('digest')}
        description={known.mail ? t('digestHint') : t('digestNoMail')}
        disabled={!known.mail}
        checked={known.mail && known.digest}
        onChange={(e) => onChange({ digest: e.currentTarget.checked })}
      />
      {known.mail && known.digest && (
        <div className="digest-more">
          <NativeSelect
            label={t('digestHour')}
            data={hours}
            value={String(known.digestHour)}
            onChange={(e) => onChange({ digestHour: Number(e.currentTarget.value) })}
          />
          <Switch
            label={t('digestExcerpts')}
            description={t('digestExcerptsHint')}
            checked={known.digestExcerpts}
            onChange={(e) => onChange({ digestExcerpts: e.currentTarget.checked })}
          />
        </div>
      )}
    </>
  );
}

function Keywords({ known, busy, onChange }: { known: Settings; busy: boolean; onChange: Change }) {
  const { t } = useTranslation(['settings', 'app']);
  const [words, setWords] = useState('');
  useEffect(() => setWords(known.keywords.join('\n')), [known.keywords]);
  const keywords = words
    .split('\n')
    .map((w) => w.trim())
    .filter(Boolean);
  return (
    <>
      <Textarea
        mt={16}
        label={t('keywords')}
        description={t('keywordsHint')}
        value={words}
        onChange={(e) => setWords(e.currentTarget.value)}
        autosize
        minRows={2}
        maxRows={8}
      />
      {keywords.join('\n') !== known.keywords.join('\n') && (
        <Button mt={8} size="xs" loading={busy} onClick={() => onChange({ keywords })}>
          {t('app:save')}
        </Button>
      )}
    </>
  );
}
