import { Button, Stack } from '@mantine/core';
import type { Message } from '@rapport/contract';
import { useAct, useAnswer } from '../../../app/answers.ts';
import { useClient, useDoor } from '../../../app/client.tsx';
import { Dialog, DialogFoot } from '../../../app/dialog.tsx';
import { MoreButton } from '../../../app/more-button.tsx';
import { usePages } from '../../../app/pages.ts';
import { fullTimeOf } from '../../../app/times.ts';
import { useTranslation } from '../../../app/translation.tsx';
import { useClock } from '../../../app/use-clock.ts';
import { CommitmentDialog } from '../../commitments/commitment-dialog.tsx';
import { type TalkDialog, useTalk } from '../../conversations/talk-context.ts';
import { WriteDownDialog } from '../../customers/written/write-down-dialog.tsx';
import { FormCard } from '../../forms/form-card.tsx';
import { RecordDialog } from '../../forms/record-dialog.tsx';
import { SupplementDialog } from '../../forms/supplement-dialog.tsx';
import { SupplementsDialog } from '../../forms/supplements-dialog.tsx';
import { EdgeMark, PersonAvatar } from '../../people/avatar.tsx';
import { usePeopleNeeded, usePersonName } from '../../people/person-name.ts';
import { AskDialog } from '../../signing/ask-dialog.tsx';
import { SignDialog, WithdrawDialog } from '../../signing/sign-dialogs.tsx';
import { MessageText } from '../message/message-text.tsx';
import { recalledTexts } from '../message/recalled-texts.ts';
import { DateDialog } from './date-dialog.tsx';
import { ForwardDialog } from './forward-dialog.tsx';

export function TalkDialogs({ dialog, onClose }: { dialog: TalkDialog; onClose(): void }) {
  const talk = useTalk();
  switch (dialog.kind) {
    case 'history':
      return <HistoryDialog message={dialog.message} onClose={onClose} />;
    case 'readers':
      return <ReadersDialog message={dialog.message} onClose={onClose} />;
    case 'recall':
      return <RecallDialog message={dialog.message} onClose={onClose} />;
    case 'date':
      return <DateDialog at={dialog.at} onClose={onClose} />;
    case 'forward':
      return <ForwardDialog messages={dialog.messages} onClose={onClose} />;
    case 'supplement':
      return <SupplementDialog message={dialog.message} onClose={onClose} />;
    case 'supplements': {
      const show = (seq: number): void => {
        onClose();
        talk.jump(seq);
      };
      return <SupplementsDialog message={dialog.message} onShow={show} onClose={onClose} />;
    }
    case 'sign':
      return <SignDialog message={dialog.message} onClose={onClose} />;
    case 'withdraw':
      return <WithdrawDialog message={dialog.message} signature={dialog.signature} onClose={onClose} />;
    case 'askSign':
      return <AskDialog message={dialog.message} onClose={onClose} />;
    case 'commitment':
      return <CommitmentDialog message={dialog.message} onClose={onClose} />;
    case 'down':
      return <DownDialog onClose={onClose} />;
    case 'form':
      return <RecordDialog message={dialog.message} from={dialog.from} onClose={onClose} />;
  }
}

/** With whom this talk is, a call, a visit or a letter is written down. */
function DownDialog({ onClose }: { onClose(): void }) {
  const { conversation } = useTalk();
  const contact = useClient((s) => s.conversations[conversation]?.customer?.contact);
  return contact ? <WriteDownDialog contact={contact} onClose={onClose} /> : null;
}

interface Props {
  message: Message;
  onClose(): void;
}

function HistoryDialog({ message, onClose }: Props) {
  const { t } = useTranslation('timeline');
  const clock = useClock();
  const client = useDoor();
  const { conversation, seq } = message;
  // The newest first; a page goes on below the oldest version of the one before.
  const pages = usePages(`${conversation}/${seq}`, async (cursor) => {
    const before = cursor === undefined ? {} : { before: Number(cursor) };
    const { versions, hasOlder } = await client.call('conversations.messageHistory', { conversation, seq, ...before });
    return { items: versions.toReversed(), ...(hasOlder && versions[0] ? { next: String(versions[0].ev) } : {}) };
  });
  return (
    <Dialog onClose={onClose} title={t('historyTitle')} size="lg">
      {pages.error && <p role="alert">{pages.error}</p>}
      <ol className="versions">
        {pages.items.map((version, i) => (
          <li key={version.ev}>
            <p className="dim tabular">
              {fullTimeOf(version.at, clock)}
              {i === 0 && ` · ${t('versionNow')}`}
            </p>
            {version.form ? <FormCard form={version.form} whole /> : <MessageText text={version.text} />}
          </li>
        ))}
      </ol>
      <MoreButton more={pages.more} loading={pages.loading} />
    </Dialog>
  );
}

function ReadersDialog({ message, onClose }: Props) {
  const { t } = useTranslation('timeline');
  const answer = useAnswer('conversations.readers', { conversation: message.conversation, seq: message.seq });
  const read = answer.data?.read ?? [];
  const unread = answer.data?.unread ?? [];
  usePeopleNeeded([...read, ...unread]);
  return (
    <Dialog onClose={onClose} title={t('readersTitle')}>
      {answer.error && <p role="alert">{answer.error}</p>}
      {answer.data && (
        <>
          <h3 className="list-heading">{t('readBy', { count: read.length })}</h3>
          <PeopleLines ids={read} />
          <h3 className="list-heading">{t('unreadBy', { count: unread.length })}</h3>
          <PeopleLines ids={unread} />
        </>
      )}
    </Dialog>
  );
}

function PeopleLines({ ids }: { ids: readonly string[] }) {
  return (
    <ul className="plain-list">
      {ids.map((id) => (
        <PersonLine key={id} id={id} />
      ))}
    </ul>
  );
}

function PersonLine({ id }: { id: string }) {
  const name = usePersonName(id);
  return (
    <li className="person-option">
      <PersonAvatar id={id} size={24} />
      <span className="ellipsis">{name}</span> <EdgeMark id={id} />
    </li>
  );
}

function RecallDialog({ message, onClose }: Props) {
  const { t } = useTranslation('timeline');
  const client = useDoor();
  const { act, busy } = useAct();
  const recall = async (): Promise<void> => {
    const done = await act(() =>
      client.call('conversations.recallMessage', { conversation: message.conversation, seq: message.seq }),
    );
    if (!done) return;
    if (message.text) recalledTexts.set(`${message.conversation}/${message.seq}`, message.text);
    onClose();
  };
  return (
    <Dialog onClose={onClose} title={t('recallTitle')}>
      <Stack>
        <p>{t('recallText')}</p>
        <div className="recall-preview">{message.text && <MessageText text={message.text} />}</div>
        <DialogFoot onCancel={onClose}>
          <Button color="red" loading={busy} onClick={() => void recall()} data-autofocus>
            {t('recallButton')}
          </Button>
        </DialogFoot>
      </Stack>
    </Dialog>
  );
}
