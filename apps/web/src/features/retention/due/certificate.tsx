import { Button } from '@mantine/core';
import { IconCertificate, IconDownload } from '@tabler/icons-react';
import { useAnswer } from '../../../app/answers.ts';
import { useTranslation } from '../../../app/translation.tsx';
import { downloadFile } from '../../access/download.ts';
import { useAgain } from '../use-again.ts';

/** What was destroyed, under which rules, by whom: to read and to keep. */
export function Certificate({ disposition }: { disposition: string }) {
  const { t } = useTranslation('retention');
  const { data, error, reload } = useAnswer('retention.certificate', { disposition });
  useAgain(data !== undefined && data.leaf === null, reload);
  if (error) return <p role="alert">{error}</p>;
  if (!data) return null;
  const name = `rapport-certificate-${disposition}`;
  const [heading, ...lines] = data.text.trim().split('\n');
  return (
    <section className="admin-card certificate" aria-label={t('certificate')}>
      <div className="admin-title-line">
        <IconCertificate size={22} aria-hidden />
        <h2 className="grow">{heading}</h2>
        <Button
          size="xs"
          variant="default"
          leftSection={<IconDownload size={16} />}
          onClick={() => downloadFile(`${name}.txt`, data.text, 'text/plain;charset=utf-8')}
        >
          {t('saveText')}
        </Button>
        <Button
          size="xs"
          variant="default"
          leftSection={<IconDownload size={16} />}
          onClick={() => downloadFile(`${name}.json`, data.json, 'application/json')}
        >
          {t('saveJson')}
        </Button>
      </div>
      <p className="dim">{t('certificateText')}</p>
      <dl className="certificate-lines">
        {lines.filter(Boolean).map((line) => {
          const colon = line.indexOf(':');
          return (
            <div key={line}>
              <dt>{line.slice(0, colon)}</dt>
              <dd>{line.slice(colon + 1).trim()}</dd>
            </div>
          );
        })}
      </dl>
      <p className="dim admin-small tabular">
        {data.leaf ? t('inLedger', { leaf: data.leaf.index + 1, log: data.leaf.epoch }) : t('ledgerWaits')}
      </p>
    </section>
  );
}
