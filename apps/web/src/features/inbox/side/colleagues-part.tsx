import type { CasePane } from '@rapport/contract';
import { toPlainText } from '@rapport/ui';
import { useAnswer, useReloadOn } from '../../../app/answers.ts';
import { useClient } from '../../../app/client.tsx';
import { shortTimeOf } from '../../../app/times.ts';
import { useTranslation } from '../../../app/translation.tsx';
import { useClock } from '../../../app/use-clock.ts';
import { usePeopleNeeded, usePersonName } from '../../people/person-name.ts';
import { useMentionNames } from '../../timeline/use-mention-names.ts';

interface Props {
  one: CasePane;
  /** The talk that is shown in the place of the customer's. */
  talk: string | undefined;
  onTalk(talk: string | undefined): void;
  onAsk(): void;
}

/** Colleagues who were asked, and what they said last. */
export function ColleaguesPart({ one, talk, onTalk, onAsk }: Props) {
  const { t } = useTranslation('inbox');
  return (
    <section>
      <h3>{t('colleagues')}</h3>
      <ul className="plain-list case-history">
        {one.talks.map((id) => (
          <TalkLine key={id} conversation={id} current={id === talk} onChoose={() => onTalk(id === talk ? undefined : id)} />
        ))}
      </ul>
      <button type="button" className="link-button" onClick={onAsk}>
        {t('askTitle')}…
      </button>
    </section>
  );
}

function TalkLine({ conversation, current, onChoose }: { conversation: string; current: boolean; onChoose(): void }) {
  const { t } = useTranslation('inbox');
  const clock = useClock();
  const resolve = useMentionNames();
  const seq = useClient((s) => s.conversations[conversation]?.seq ?? 0);
  const answer = useAnswer('conversations.history', { conversation: conversation as never, limit: 1 });
  useReloadOn(seq, answer.reload);
  const last = answer.data?.messages.at(-1);
  const name = usePersonName(last?.sender ?? null);
  usePeopleNeeded(last?.sender ? [last.sender] : []);
  return (
    <li>
      <button type="button" className="link plain-button ellipsis" aria-current={current ? 'true' : undefined} onClick={onChoose}>
        {last ? `${name}: ${toPlainText(last.text, resolve)}` : t('talk')}
      </button>
      {last && <span className="dim">{shortTimeOf(last.at, clock)}</span>}
    </li>
  );
}
