import { SegmentedControl } from '@mantine/core';
import { useAnswer } from '../../app/answers.ts';
import { useTranslation } from '../../app/translation.tsx';
import { useMay } from '../retention/use-may.ts';
import { CardsPart } from './desk/cards-part.tsx';
import { RepliesPart } from './desk/replies-part.tsx';
import { HoursPart } from './hours/hours-part.tsx';
import { InboxEditor } from './inboxes/inbox-editor.tsx';
import { InboxesPart } from './inboxes/inboxes-part.tsx';
import { type Part, parts } from './parts.ts';
import { RuleEditor } from './rules/rule-editor.tsx';
import { RulesPart } from './rules/rules-part.tsx';
import { useInboxesSearch } from './use-set-up.ts';
import '../forms/forms.css';
import './inbox-settings.css';

const names = {
  inboxes: 'partInboxes',
  hours: 'partHours',
  replies: 'partReplies',
  rules: 'partRules',
  cards: 'partCards',
} as const satisfies Record<Part, string>;

/** Where customers' cases are worked, and by what: inboxes, working hours, canned replies, rules, look-up cards. */
export function InboxesPage() {
  const { t } = useTranslation('inboxSettings');
  const { search, go } = useInboxesSearch();
  const everywhere = useMay('inbox.configure');
  const list = useAnswer('inbox.list', {});
  const inboxes = list.data?.inboxes ?? [];
  const part = search.part ?? 'inboxes';
  const open = search.inbox === undefined ? undefined : inboxes.find(({ id }) => id === search.inbox);
  if (open) return <InboxEditor key={open.id} inbox={open} onDone={list.reload} onClose={() => go({})} />;
  if (part === 'rules' && search.rule) return <RuleEditor key={search.rule} id={search.rule} inboxes={inboxes} />;
  return (
    <div className="admin-page">
      <h1>{t('title')}</h1>
      <p className="admin-lead">{t('lead')}</p>
      <SegmentedControl
        className="inbox-set-parts"
        aria-label={t('whichPart')}
        value={part}
        onChange={(next) => go({ part: next as Part })}
        data={parts.filter((one) => everywhere || one !== 'rules').map((value) => ({ value, label: t(names[value]) }))}
      />
      {list.error && <p role="alert">{list.error}</p>}
      {part === 'inboxes' && list.data && <InboxesPart inboxes={inboxes} onChange={list.reload} />}
      {part === 'hours' && <HoursPart inboxes={inboxes} />}
      {part === 'replies' && <RepliesPart inboxes={inboxes} />}
      {part === 'rules' && <RulesPart inboxes={inboxes} />}
      {part === 'cards' && <CardsPart inboxes={inboxes} />}
    </div>
  );
}
