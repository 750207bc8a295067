import type { Message } from '@rapport/contract';
import { Link } from '@tanstack/react-router';
import { useClient } from '../../../app/client.tsx';
import { useTranslation } from '../../../app/translation.tsx';
import { useTalk } from '../../conversations/talk-context.ts';
import { usePersonName } from '../../people/person-name.ts';
import { recalledTexts } from './recalled-texts.ts';
import { mayWrite } from './use-message-actions.ts';

export function RecalledLine({ message }: { message: Message }) {
  const { t } = useTranslation('timeline');
  const talk = useTalk();
  const me = useClient((s) => s.me?.user.id);
  const writes = useClient((s) => mayWrite(s.conversations[message.conversation]));
  const author = usePersonName(message.sender, message.senderName);
  const name = usePersonName(message.recalled?.by ?? null, author);
  const mine = message.recalled?.by === me && message.sender === me;
  const other = message.recalled?.by !== message.sender;
  const { withheld } = message;
  const recalled = mine ? t('recalledByMe') : other ? t('recalledOther', { name, author }) : t('recalledBy', { name: author });
  const said = withheld ? t(withheld.erased ? 'erasedLine' : 'withheldLine', { author }) : recalled;
  const again = recalledTexts.get(`${message.conversation}/${message.seq}`);
  return (
    <div className="recalled-line" data-message={message.seq} tabIndex={-1}>
      {said}
      {message.supplements && (
        <button type="button" className="link-button" onClick={() => talk.dialog({ kind: 'supplements', message })}>
          {t('supplements', { count: message.supplements })}
        </button>
      )}
      {writes && (
        <button type="button" className="link-button" onClick={() => talk.dialog({ kind: 'supplement', message })}>
          {t('supplement')}
        </button>
      )}
      <Link
        to="/records/$conversation/$seq"
        params={{ conversation: message.conversation, seq: String(message.seq) }}
        search={{}}
        className="link-button"
      >
        {t('showRecord')}
      </Link>
      {mine && again && !withheld && (
        <button type="button" className="link-button" onClick={() => talk.rewrite(again)}>
          {t('writeAgain')}
        </button>
      )}
    </div>
  );
}
