import { IconInbox } from '@tabler/icons-react';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useAnswer } from '../../app/answers.ts';
import { Empty } from '../../app/empty.tsx';
import { useTranslation } from '../../app/translation.tsx';
import { InboxWays } from '../reports/inbox-ways.tsx';
import { CasePane } from './case-pane.tsx';
import { DeskContext, nothingAtHand } from './desk.ts';
import { type InboxSearch, inboxSearch } from './inbox-search.ts';
import { NoInbox } from './no-inbox.tsx';
import { QueueList, useQueue } from './queue.tsx';
import './inbox.css';

/** Where cases are worked: the queue, and the case that is open beside it. The address says both. */
export function InboxPage() {
  const { t } = useTranslation('inbox');
  const search: InboxSearch = inboxSearch(useSearch({ strict: false }) as Record<string, unknown>);
  const navigate = useNavigate();
  const inboxes = useAnswer('inbox.list', {});
  const mine = inboxes.data?.inboxes.filter((one) => one.mine && !one.archived);
  const queue = useQueue(search);
  const desk = useAnswer('inbox.desk', {}).data;
  const change = (next: Partial<InboxSearch>): void =>
    void navigate({ to: '/inbox', search: (old: object) => inboxSearch({ ...old, ...next }) as never });
  if (inboxes.error) return <Empty page title={inboxes.error} />;
  if (mine?.length === 0)
    return (
      <NoInbox inboxes={inboxes.data?.inboxes ?? []}>
        <InboxWays />
      </NoInbox>
    );
  return (
    <DeskContext value={desk ?? nothingAtHand}>
      <div className="inbox" data-open={search.case ? 'case' : undefined}>
        <QueueList search={search} queue={queue} inboxes={mine ?? []} change={change} />
        <div className="inbox-beside">
          {search.case ? (
            <CasePane
              key={search.case}
              id={search.case}
              search={search}
              inboxes={inboxes.data?.inboxes ?? []}
              onChanged={queue.reload}
              onGone={() => change({ case: undefined })}
            />
          ) : (
            <Empty icon={<IconInbox />} title={t('chooseTitle')} text={t('chooseText')} />
          )}
        </div>
      </div>
    </DeskContext>
  );
}
