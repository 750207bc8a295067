import { Button } from '@mantine/core';
import type { Input, Output } from '@rapport/contract';
import { useEffect, useState } from 'react';
import { useAct } from '../../app/answers.ts';
import { useDoor } from '../../app/client.tsx';
import { useTranslation } from '../../app/translation.tsx';
import { ArchivedMessage } from './archived-message.tsx';

type Page = Output<'archive.conversation'>;

interface Place {
  inspection: string;
  conversation: string;
  seq: number;
}

/** A conversation around a record, as far as the inspection covers it; each page is a look. */
export function Reader({ inspection, conversation, seq }: Place) {
  const { t } = useTranslation('archive');
  const client = useDoor();
  const { act, busy } = useAct();
  const [page, setPage] = useState<Page>();
  const ask = (span: Pick<Input<'archive.conversation'>, 'around' | 'before' | 'after'>): Promise<Page | undefined> =>
    act(() => client.call('archive.conversation', { inspection, conversation: conversation as never, limit: 20, ...span }));
  // biome-ignore lint/correctness/useExhaustiveDependencies: asked once a place
  useEffect(() => {
    void ask({ around: seq }).then(setPage);
  }, [inspection, conversation, seq]);
  if (!page) return null;
  const { messages, hasOlder, hasNewer } = page;
  const older = async (): Promise<void> => {
    const more = await ask({ before: messages[0]?.seq ?? seq });
    if (more) setPage({ ...page, messages: [...more.messages, ...messages], hasOlder: more.hasOlder });
  };
  const newer = async (): Promise<void> => {
    const more = await ask({ after: messages.at(-1)?.seq ?? seq });
    if (more) setPage({ ...page, messages: [...messages, ...more.messages], hasNewer: more.hasNewer });
  };
  return (
    <section className="archive-talk" aria-label={t('around')}>
      {hasOlder && (
        <Button size="xs" variant="subtle" disabled={busy} onClick={() => void older()}>
          {t('older')}
        </Button>
      )}
      {messages.map((message) => (
        <div key={message.seq} data-here={message.seq === seq || undefined}>
          <ArchivedMessage message={message} />
        </div>
      ))}
      {hasNewer && (
        <Button size="xs" variant="subtle" disabled={busy} onClick={() => void newer()}>
          {t('newer')}
        </Button>
      )}
    </section>
  );
}
