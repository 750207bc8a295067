import { Button, Switch, Textarea } from '@mantine/core';
import type { Input } from '@rapport/contract';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useAct, useAnswer } from '../../../app/answers.ts';
import { useDoor } from '../../../app/client.tsx';
import { toast } from '../../../app/toasts.tsx';
import { Section } from './section.tsx';

export function NotificationSection() {
  const { t } = useTranslation(['people', 'app']);
  const client = useDoor();
  const { act, busy } = useAct();
  const answer = useAnswer('delivery.settings', {});
  const [words, setWords] = useState('');
  const known = answer.data;
  useEffect(() => {
    if (known) setWords(known.keywords.join('\n'));
  }, [known]);
  if (!known) return null;
  const change = (input: Input<'delivery.changeSettings'>): void =>
    void act(async () => {
      const next = await client.call('delivery.changeSettings', input);
      answer.set((old) => old && { ...old, ...next });
      toast({ kind: 'success', text: t('saved') });
    });
  const keywords = words
    .split('\n')
    .map((w) => w.trim())
    .filter(Boolean);
  return (
    <Section title={t('notifications')}>
      <Switch label={t('notifyDirect')} checked={known.direct} onChange={(e) => change({ direct: e.currentTarget.checked })} />
      <Switch
        mt={16}
        label={t('quietHours')}
        checked={known.quietOutsideHours}
        onChange={(e) => change({ quietOutsideHours: e.currentTarget.checked })}
      />
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
        <Button mt={8} size="xs" loading={busy} onClick={() => change({ keywords })}>
          {t('app:save')}
        </Button>
      )}
    </Section>
  );
}
