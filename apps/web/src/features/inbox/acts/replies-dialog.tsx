import { useClient } from '../../../app/client.tsx';
import { Dialog } from '../../../app/dialog.tsx';
import { dayOf } from '../../../app/times.ts';
import { useTranslation } from '../../../app/translation.tsx';
import { useClock } from '../../../app/use-clock.ts';
import { useDesk } from '../desk.ts';
import { foundIn, useFill, useTheirLanguage, wordsOf } from '../use-canned.ts';
import type { CaseDialogProps } from './dialog-props.ts';
import { PickList } from './pick-list.tsx';

const place = /(\{\{\s*[a-z][a-z.]*\s*\}\})/gi;

/** Canned replies: found by name or words, seen with what is known of the case, put into the field. */
export function RepliesDialog({ one, inboxes, onClose, write }: CaseDialogProps) {
  const { t } = useTranslation('inbox');
  const { replies } = useDesk(one);
  const language = useTheirLanguage(one);
  const { fill } = useFill(one);
  const me = useClient((s) => s.me);
  const { zone } = useClock();
  const values: Record<string, string> = {
    'contact.name': one.contact.name,
    'case.number': String(one.number),
    'case.title': one.title,
    'agent.name': me?.user.name ?? '',
    'inbox.name': inboxes.find(({ id }) => id === one.inboxes[0])?.name ?? '',
    'organization.name': me?.organization.name ?? '',
    today: dayOf(Date.now(), zone),
    // Made when it is put into the answer, and not before.
    'rating.link': t('ratingLinkHere'),
  };
  const choose = async ({ id }: { id: string }): Promise<void> => {
    const text = await fill(id);
    if (text === undefined) return;
    onClose();
    requestAnimationFrame(() => write(text));
  };
  return (
    <Dialog title={t('replies')} size="lg" onClose={onClose}>
      <PickList
        label={t('findReply')}
        items={replies}
        find={foundIn}
        nothing={t(replies.length === 0 ? 'noReplies' : 'notFound')}
        onChoose={(reply) => void choose(reply)}
        preview={(reply) => <Filled text={wordsOf(reply, language, one)} values={values} />}
      />
    </Dialog>
  );
}

/** A text with what stands in the places of its variables, and which of them nothing is known for. */
function Filled({ text, values }: { text: string; values: Readonly<Record<string, string>> }) {
  const { t } = useTranslation('inbox');
  const pieces = text.split(place).map((piece, at) => {
    const name = at % 2 === 1 ? piece.replace(/[{}\s]/g, '').toLowerCase() : undefined;
    return { at, piece, name, value: name && values[name]?.trim() };
  });
  return (
    <p className="pick-words">
      {pieces.map(({ at, piece, name, value }) =>
        name === undefined ? (
          piece
        ) : (
          <mark key={at} className={value ? undefined : 'pick-missing'}>
            {value || t('missing', { name })}
          </mark>
        ),
      )}
    </p>
  );
}
