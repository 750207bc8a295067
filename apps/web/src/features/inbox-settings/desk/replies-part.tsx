import { Button } from '@mantine/core';
import type { CannedReply, Inbox, Macro } from '@rapport/contract';
import { IconPlus } from '@tabler/icons-react';
import { useState } from 'react';
import { useAnswer } from '../../../app/answers.ts';
import { useDoor } from '../../../app/client.tsx';
import { useTranslation } from '../../../app/translation.tsx';
import { useInboxName } from '../use-set-up.ts';
import { useActWords } from './acts.ts';
import { DeskRow } from './desk-row.tsx';
import { MacroDialog } from './macro-dialog.tsx';
import { ReplyDialog } from './reply-dialog.tsx';
import { usePutAway } from './use-put-away.ts';

type Asked = { what: 'reply'; of: CannedReply | null } | { what: 'macro'; of: Macro | null } | null;

/** Canned replies and macros, those put away last. */
export function RepliesPart({ inboxes }: { inboxes: readonly Inbox[] }) {
  const { t } = useTranslation('inboxSettings');
  const answer = useAnswer('inbox.desk', {});
  const [asked, ask] = useState<Asked>(null);
  const close = (): void => ask(null);
  const { replies = [], macros = [] } = answer.data ?? {};
  const last = (a: { archived: boolean }, b: { archived: boolean }): number => Number(a.archived) - Number(b.archived);
  return (
    <>
      {answer.error && <p role="alert">{answer.error}</p>}
      <Head title={t('replies')} text={t('repliesText')} add={t('newReply')} onAdd={() => ask({ what: 'reply', of: null })} />
      {answer.data && replies.length === 0 && <p className="admin-note">{t('noReplies')}</p>}
      <div className="admin-cards">
        {replies.toSorted(last).map((one) => (
          <ReplyRow
            key={one.id}
            one={one}
            inboxes={inboxes}
            onEdit={() => ask({ what: 'reply', of: one })}
            onChange={answer.reload}
          />
        ))}
      </div>
      <Head title={t('macros')} text={t('macrosText')} add={t('newMacro')} onAdd={() => ask({ what: 'macro', of: null })} />
      {answer.data && macros.length === 0 && <p className="admin-note">{t('noMacros')}</p>}
      <div className="admin-cards">
        {macros.toSorted(last).map((one) => (
          <MacroRow
            key={one.id}
            one={one}
            inboxes={inboxes}
            onEdit={() => ask({ what: 'macro', of: one })}
            onChange={answer.reload}
          />
        ))}
      </div>
      {asked?.what === 'reply' && <ReplyDialog reply={asked.of} inboxes={inboxes} onDone={answer.reload} onClose={close} />}
      {asked?.what === 'macro' && <MacroDialog macro={asked.of} inboxes={inboxes} onDone={answer.reload} onClose={close} />}
    </>
  );
}

interface HeadProps {
  title: string;
  text: string;
  add: string;
  onAdd(): void;
}

/** The head of a list, with what adds to it. */
export function Head({ title, text, add, onAdd }: HeadProps) {
  return (
    <>
      <div className="admin-title-line inbox-set-second">
        <h2 className="grow">{title}</h2>
        <Button size="xs" leftSection={<IconPlus size={16} />} onClick={onAdd}>
          {add}
        </Button>
      </div>
      <p className="dim inbox-set-text">{text}</p>
    </>
  );
}

interface RowProps<T> {
  one: T;
  inboxes: readonly Inbox[];
  onEdit(): void;
  onChange(): void;
}

function ReplyRow({ one, inboxes, onEdit, onChange }: RowProps<CannedReply>) {
  const { t, language } = useTranslation('inboxSettings');
  const client = useDoor();
  const putAway = usePutAway(onChange);
  const inboxName = useInboxName(inboxes);
  const { id, inbox, name, texts } = one;
  const languages = [...(texts.zh ? [t('textZh')] : []), ...(texts.en ? [t('textEn')] : [])];
  const shown = (language === 'zh-CN' ? (texts.zh ?? texts.en) : (texts.en ?? texts.zh)) ?? '';
  const keep = (archived: boolean) => client.call('inbox.saveReply', { reply: id, inbox, name, texts, archived });
  return (
    <DeskRow
      name={name}
      place={[inboxName(inbox), ...languages].join(' · ')}
      archived={one.archived}
      text={<p className="inbox-set-prose">{shown}</p>}
      onEdit={onEdit}
      onArchive={() => void putAway(name, !one.archived, keep)}
    />
  );
}

function MacroRow({ one, inboxes, onEdit, onChange }: RowProps<Macro>) {
  const client = useDoor();
  const putAway = usePutAway(onChange);
  const inboxName = useInboxName(inboxes);
  const words = useActWords(one.acts, inboxes);
  const { id, inbox, name, acts } = one;
  const keep = (archived: boolean) => client.call('inbox.saveMacro', { macro: id, inbox, name, acts, archived });
  return (
    <DeskRow
      name={name}
      place={inboxName(inbox)}
      archived={one.archived}
      text={<p className="dim">{words.join(' · ')}</p>}
      onEdit={onEdit}
      onArchive={() => void putAway(name, !one.archived, keep)}
    />
  );
}
