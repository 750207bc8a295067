import { Checkbox } from '@mantine/core';
import type { AccountId, ChannelSetup, Inbox } from '@rapport/contract';
import { IconAlertTriangle } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { useAct, useAnswer } from '../../../app/answers.ts';
import { useClient, useDoor } from '../../../app/client.tsx';
import { useTranslation } from '../../../app/translation.tsx';
import { Step } from './parts.tsx';

const takes = ({ sources }: Inbox, account: AccountId): boolean => sources.some((one) => one.account === account);

/** Which inbox takes what comes: without one nobody sees it. */
export function InboxesStep({ account: { id, capabilities } }: { account: ChannelSetup }) {
  const { t } = useTranslation('channels');
  const client = useDoor();
  const { act, busy } = useAct();
  const may = useClient((s) => s.me?.permissions.includes('inbox.configure') ?? false);
  const { data, error, set } = useAnswer('inbox.list', {});
  const inboxes = data?.inboxes.filter(({ archived }) => !archived);
  const change = (inbox: Inbox, on: boolean): void =>
    void act(async () => {
      const others = inbox.sources.filter(({ account }) => account !== id);
      const next = await client.call('inbox.setSources', {
        inbox: inbox.id,
        sources: on ? [...others, { account: id, address: '' }] : others,
      });
      set((old) => old && { inboxes: old.inboxes.map((one) => (one.id === next.id ? next : one)) });
    });
  return (
    <Step title={t('inboxes')} text={t('inboxesText')}>
      {error && <p role="alert">{error}</p>}
      {inboxes?.length === 0 && <p className="dim">{t(may ? 'noInboxes' : 'noInboxesAsk')}</p>}
      {inboxes?.map((inbox) => (
        <Checkbox
          key={inbox.id}
          label={inbox.name}
          checked={takes(inbox, id)}
          disabled={!may || busy}
          onChange={(e) => change(inbox, e.currentTarget.checked)}
        />
      ))}
      {capabilities.inbound !== 'manual' && inboxes && inboxes.length > 0 && !inboxes.some((one) => takes(one, id)) && (
        <p className="channel-state" data-tone="note">
          <IconAlertTriangle size={18} aria-hidden /> {t('nobodyTakes')}
        </p>
      )}
      {may && (
        <p>
          <Link to="/admin/inboxes">{t(inboxes?.length === 0 ? 'makeInbox' : 'toInboxes')}</Link>
        </p>
      )}
    </Step>
  );
}
