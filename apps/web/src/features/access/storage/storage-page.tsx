import { Button, NumberInput, Progress } from '@mantine/core';
import type { Output } from '@rapport/contract';
import { type FormEvent, useState } from 'react';
import { useAct, useAnswer } from '../../../app/answers.ts';
import { useDoor } from '../../../app/client.tsx';
import { languageNow } from '../../../app/language.ts';
import { shortTimeOf, sizeOf } from '../../../app/times.ts';
import { toast } from '../../../app/toasts.tsx';
import { useTranslation } from '../../../app/translation.tsx';
import { useClock } from '../../../app/use-clock.ts';
import { PersonAvatar } from '../../people/avatar.tsx';
import { usePeopleNeeded, usePersonName } from '../../people/person-name.ts';
import { Section } from '../../people/settings/section.tsx';
import '../../people/settings/settings.css';

type Usage = Output<'files.usage'>;

/** What the store holds, whose it is, and how much everybody may keep. */
export function StoragePage() {
  const { t } = useTranslation('access');
  const limits = useAnswer('files.limits', {});
  const { data, error } = useAnswer('files.usage', {});
  usePeopleNeeded([...(data?.people.map((p) => p.user) ?? []), ...(data?.largest.flatMap((f) => f.owner ?? []) ?? [])]);
  const language = languageNow();
  return (
    <div className="admin-page">
      <h1>{t('storageTitle')}</h1>
      <p className="admin-lead">{t('storageLead')}</p>
      {error && <p role="alert">{error}</p>}
      {data && (
        <p className="storage-sum">
          <span className="storage-figure">{t('stored', { size: sizeOf(data.bytes, language) })}</span>{' '}
          <span className="dim">{t('storedFiles', { count: data.files })}</span>
        </p>
      )}
      {limits.data && <Limits key={limits.data.maxBytes} limits={limits.data} onChange={limits.set} />}
      {data?.files === 0 && <p className="dim">{t('noFiles')}</p>}
      {data && data.people.length > 0 && (
        <Section title={t('byPerson')}>
          <ul className="plain-list">
            {data.people.map((one) => (
              <PersonLine key={one.user} one={one} quota={limits.data?.quotaBytes} />
            ))}
          </ul>
        </Section>
      )}
      {data && data.largest.length > 0 && (
        <Section title={t('largestFiles')}>
          <ul className="plain-list">
            {data.largest.map((file) => (
              <FileLine key={`${file.owner} ${file.createdAt} ${file.size}`} file={file} />
            ))}
          </ul>
        </Section>
      )}
    </div>
  );
}

const mega = 1024 ** 2;
const giga = 1024 ** 3;

interface LimitsProps {
  limits: Output<'files.limits'>;
  onChange(change: () => Output<'files.limits'>): void;
}

function Limits({ limits, onChange }: LimitsProps) {
  const { t } = useTranslation(['access', 'app']);
  const client = useDoor();
  const { act, busy } = useAct();
  const [file, setFile] = useState<string | number>(Math.round(limits.maxBytes / mega));
  const [quota, setQuota] = useState<string | number>(Math.round((limits.quotaBytes / giga) * 10) / 10);
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    void act(async () => {
      const next = await client.call('files.changeLimits', {
        maxBytes: Math.round(Number(file) * mega),
        quotaBytes: Math.round(Number(quota) * giga),
      });
      onChange(() => next);
      toast({ kind: 'success', text: t('saved') });
    });
  };
  return (
    <Section title={t('limitsTitle')} text={t('limitsText')}>
      <form onSubmit={submit} className="form-grid">
        <NumberInput label={t('maxFile')} min={1} max={5 * 1024} value={file} onChange={setFile} required />
        <NumberInput label={t('quotaPerson')} min={0.1} max={1024} decimalScale={1} value={quota} onChange={setQuota} required />
        <div className="form-end">
          <Button type="submit" loading={busy}>
            {t('app:save')}
          </Button>
        </div>
      </form>
    </Section>
  );
}

function PersonLine({ one, quota }: { one: Usage['people'][number]; quota: number | undefined }) {
  const { t } = useTranslation('access');
  const name = usePersonName(one.user);
  const language = languageNow();
  const share = quota ? one.bytes / quota : 0;
  const percent = new Intl.NumberFormat(language, { style: 'percent', maximumFractionDigits: 1 }).format(share);
  return (
    <li className="admin-row">
      <PersonAvatar id={one.user} />
      <span className="grow min0">
        <span className="strong ellipsis">{name}</span>
        <Progress value={Math.min(100, share * 100)} size="xs" aria-label={t('ofQuota', { share: percent })} />
      </span>
      <span className="admin-cell dim">{t('storedFiles', { count: one.files })}</span>
      <span className="admin-figure">{sizeOf(one.bytes, language)}</span>
    </li>
  );
}

/** What a file is, in a word of everyday; files of no kind that has one are other files. */
function kindWordOf({ kind, type }: Pick<Usage['largest'][number], 'kind' | 'type'>) {
  if (kind !== 'file')
    return ({ image: 'storedImage', video: 'storedVideo', audio: 'storedAudio', voice: 'storedVoice' } as const)[kind];
  if (type === 'application/pdf') return 'storedPdf';
  if (/sheet|excel|csv/.test(type)) return 'storedSheet';
  if (/presentation|powerpoint/.test(type)) return 'storedSlides';
  if (/zip|compressed|tar|rar|7z/.test(type)) return 'storedArchive';
  return type.startsWith('text/') || /word|document/.test(type) ? 'storedText' : 'storedOther';
}

function FileLine({ file }: { file: Usage['largest'][number] }) {
  const { t } = useTranslation('access');
  const clock = useClock();
  const name = usePersonName(file.owner, file.owner ? undefined : '—');
  return (
    <li className="admin-row">
      <span className="grow min0">
        <span className="ellipsis" title={file.type}>
          {t(kindWordOf(file))}
        </span>
        <span className="dim admin-small ellipsis">
          {t('uploadedBy', { name, time: shortTimeOf(file.createdAt, clock) })}
          {!file.used && ` · ${t('notUsed')}`}
        </span>
      </span>
      <span className="admin-figure">{sizeOf(file.size, clock.language)}</span>
    </li>
  );
}
