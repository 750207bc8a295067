import type { CasePane as Case, Inbox, Message } from '@rapport/contract';
import { type RefObject, useCallback, useRef, useState } from 'react';
import { useAnswer } from '../../app/answers.ts';
import { useClient } from '../../app/client.tsx';
import { Empty } from '../../app/empty.tsx';
import { useTranslation } from '../../app/translation.tsx';
import { CannedContext } from '../composer/commands/canned.ts';
import { Talk, type TalkHandle } from '../conversations/talk.tsx';
import { CaseDialog, type CaseDialogName } from './acts/case-dialogs.tsx';
import { CaseHead } from './case-acts.tsx';
import { CaseSide } from './case-side.tsx';
import type { InboxSearch } from './inbox-search.ts';
import { Others } from './others.tsx';
import { useCanned } from './use-canned.ts';
import { type CaseActs, type CasePlace, useCase, useCaseActs, useLooking } from './use-case.ts';
import { useCaseKeys } from './use-case-keys.ts';
import { useDraftLock } from './use-draft-lock.ts';

interface Props {
  id: string;
  search: InboxSearch;
  inboxes: readonly Inbox[];
  onChanged(): void;
  onGone(): void;
}

/** One matter of a contact: what is said about it, and beside it all one needs to answer. */
export function CasePane({ id, search, inboxes, onChanged, onGone }: Props) {
  const { t } = useTranslation('inbox');
  const answer = useCase(id);
  if (answer.error && !answer.data) return <Empty title={t('gone')} text={answer.error} />;
  if (!answer.data) return null;
  const place: CasePlace = {
    put: (next) => {
      answer.set(() => next);
      onChanged();
    },
    reload: () => {
      answer.reload();
      onChanged();
    },
  };
  return <Shown key={answer.data.id} {...{ search, inboxes, place, onGone }} one={answer.data} />;
}

type Part = Case['parts'][number];

const placeOf = ({ conversation, thread, from }: Part): string => `${conversation} ${thread} ${from}`;

interface ShownProps extends Pick<Props, 'search' | 'inboxes' | 'onGone'> {
  one: Case;
  place: CasePlace;
}

function Shown({ one, search, inboxes, place, onGone }: ShownProps) {
  const { t } = useTranslation('inbox');
  const acts = useCaseActs(one, place);
  useLooking(one.id);
  const [chosen, choose] = useState<string>();
  const [talk, showTalk] = useState<string>();
  const [side, showSide] = useState(false);
  const [dialog, open] = useState<CaseDialogName | null>(null);
  useCaseKeys(open);
  const handle = useRef<TalkHandle>(null);
  // The newest stretch is what is answered.
  const part = one.parts.find((p) => placeOf(p) === chosen) ?? one.parts.at(-1);
  const among = one.talks.find((id) => id === talk);
  return (
    <article className="case" aria-label={one.title} data-side={side || undefined}>
      <CaseHead {...{ one, acts, search, side }} onOpen={open} onSide={showSide} />
      <div className="case-main">
        {among ? (
          <div className="case-talk">
            <p className="case-others">
              {t('amongUs')}{' '}
              <button type="button" className="link-button" onClick={() => showTalk(undefined)}>
                {t('backToCustomer')}
              </button>
            </p>
            <PartTalk conversation={among} />
          </div>
        ) : (
          <Answering one={one} part={part} acts={acts} handle={handle} />
        )}
        <CaseSide
          {...{ one, acts, inboxes, part, talk: among }}
          onOpen={open}
          onPart={(next) => {
            showTalk(undefined);
            choose(placeOf(next));
          }}
          onTalk={showTalk}
        />
      </div>
      {dialog && (
        <CaseDialog
          {...{ one, acts, inboxes, onGone }}
          name={dialog}
          onClose={() => open(null)}
          write={(text) => {
            showTalk(undefined);
            handle.current?.insert(text);
          }}
        />
      )}
    </article>
  );
}

interface AnsweringProps {
  one: Case;
  part: Part | undefined;
  acts: CaseActs;
  handle: RefObject<TalkHandle | null>;
}

/** What is said with the contact, and who else is about to answer. */
function Answering({ one, part, acts, handle }: AnsweringProps) {
  const { t } = useTranslation('inbox');
  const lock = useDraftLock(one.id, acts.refresh);
  const canned = useCanned(one);
  const { split } = acts;
  const { parts } = one;
  const splitFrom = useCallback(
    (message: Message) => {
      const around = message.inbound ?? message.outward;
      const here = parts.filter(
        ({ conversation, from, until }) =>
          conversation === message.conversation && from <= message.seq && message.seq < (until ?? Number.POSITIVE_INFINITY),
      );
      const of = here.find(({ thread }) => thread === (around?.thread ?? '')) ?? here.at(-1);
      void split({ conversation: message.conversation, thread: of?.thread ?? '', from: message.seq });
    },
    [parts, split],
  );
  return (
    <CannedContext value={canned}>
      <div className="case-talk" ref={lock.place}>
        <Others one={one} refused={lock.refused} onTakeOver={lock.takeOver} />
        {part ? (
          <PartTalk conversation={part.conversation} handle={handle} onSplit={splitFrom} />
        ) : (
          <Empty title={t('emptyTitle')} />
        )}
      </div>
    </CannedContext>
  );
}

interface TalkProps {
  conversation: string;
  handle?: RefObject<TalkHandle | null>;
  onSplit?(message: Message): void;
}

/** The conversation that a case is about; in no list of mine, so that it is asked for when it is shown. */
function PartTalk({ conversation, handle, onSplit }: TalkProps) {
  const known = useClient((s) => s.conversations[conversation]);
  const asked = useAnswer('conversations.get', known ? null : { conversation: conversation as never });
  const here = known ?? asked.data;
  if (asked.error && !here) return <Empty title={asked.error} />;
  if (!here) return null;
  return (
    <Talk
      {...(handle ? { ref: handle } : {})}
      {...(onSplit ? { onSplit } : {})}
      conversation={conversation}
      atRest
      // Not before the composer knows whom it writes to: nobody is to type to a customer what looks like talk among colleagues.
      mayWrite={known !== undefined && here.me !== null && !here.archived}
    />
  );
}
