import { Button } from '@mantine/core';
import type { Inbox } from '@rapport/contract';
import { IconInbox, IconPlus } from '@tabler/icons-react';
import { useState } from 'react';
import { useAnswer } from '../../../app/answers.ts';
import { useClient, useDoor } from '../../../app/client.tsx';
import { Empty } from '../../../app/empty.tsx';
import { useTranslation } from '../../../app/translation.tsx';
import { useMay } from '../../retention/use-may.ts';
import { usePutAway } from '../desk/use-put-away.ts';
import { useAccounts, useInboxesSearch } from '../use-set-up.ts';
import { useSpan } from '../use-span.ts';
import { AgentsDialog } from './agents-dialog.tsx';
import { NewInboxDialog } from './new-inbox-dialog.tsx';

interface Props {
  inboxes: readonly Inbox[];
  onChange(): void;
}

/** The inboxes there are, those put away last. */
export function InboxesPart({ inboxes, onChange }: Props) {
  const { t } = useTranslation('inboxSettings');
  const { go } = useInboxesSearch();
  const may = useMay('inbox.configure');
  const [making, setMaking] = useState(false);
  const [team, showTeam] = useState<Inbox | null>(null);
  const sorted = [...inboxes].sort((a, b) => Number(a.archived) - Number(b.archived));
  const make = may && (
    <Button leftSection={<IconPlus size={16} />} onClick={() => setMaking(true)}>
      {t('newInbox')}
    </Button>
  );
  return (
    <>
      {inboxes.length > 0 && <div className="inbox-set-head">{make}</div>}
      {inboxes.length === 0 && <Empty icon={<IconInbox />} title={t('noInboxes')} text={t('noInboxesText')} action={make} />}
      <div className="admin-cards">
        {sorted.map((inbox) => (
          <InboxCard
            key={inbox.id}
            inbox={inbox}
            onEdit={() => go({ inbox: inbox.id })}
            onTeam={() => showTeam(inbox)}
            onChange={onChange}
          />
        ))}
      </div>
      {making && (
        <NewInboxDialog
          onDone={(made) => {
            onChange();
            go({ inbox: made.id });
          }}
          onClose={() => setMaking(false)}
        />
      )}
      {team && <AgentsDialog inbox={team} onClose={() => showTeam(null)} />}
    </>
  );
}

interface CardProps {
  inbox: Inbox;
  onEdit(): void;
  onTeam(): void;
  onChange(): void;
}

function InboxCard({ inbox, onEdit, onTeam, onChange }: CardProps) {
  const { t } = useTranslation('inboxSettings');
  const client = useDoor();
  const putAway = usePutAway(onChange);
  const { id, name, archived, mine } = inbox;
  const keep = (away: boolean) => client.call('inbox.save', { inbox: id, archived: away });
  return (
    <section className="admin-card" aria-label={name}>
      <div className="admin-title-line">
        <h2 className="grow">
          {name} {archived && <span className="mark">{t('archived')}</span>}
        </h2>
        <Button size="xs" variant="default" aria-label={t('changeOf', { name })} onClick={onEdit}>
          {t('change')}
        </Button>
        {mine && (
          <Button size="xs" variant="default" aria-label={t('agentsOf', { name })} onClick={onTeam}>
            {t('agents')}
          </Button>
        )}
        <Button size="xs" variant="subtle" color="gray" onClick={() => void putAway(name, !archived, keep)}>
          {t(archived ? 'restore' : 'archive')}
        </Button>
      </div>
      <InboxFacts inbox={inbox} />
    </section>
  );
}

/** How it is set up, at a glance. */
function InboxFacts({ inbox: { group, hours, settings, sources, mine } }: { inbox: Inbox }) {
  const { t } = useTranslation('inboxSettings');
  const accounts = useAccounts();
  const span = useSpan();
  const known = useAnswer('inbox.hours', {});
  const team = useClient((s) => s.conversations[group]?.name);
  const { first } = settings.promised.normal;
  return (
    <dl className="inbox-set-facts">
      <dt>{t('team')}</dt>
      <dd>
        {team ?? t('teamUnknown')}
        {!mine && <span className="dim"> · {t('notOfTeam')}</span>}
      </dd>
      <dt>{t('sources')}</dt>
      <dd>
        {sources.length === 0 && <span className="inbox-set-warning">{t('noSources')}</span>}
        {sources
          .map(({ account, address }) => [accounts.named(account), address].filter(Boolean).join(' · '))
          .join(t('betweenSources'))}
      </dd>
      <dt>{t('hours')}</dt>
      <dd>{hours === null ? t('always') : (known.data?.hours.find(({ id }) => id === hours)?.name ?? '')}</dd>
      <dt>{t('promisedFirst')}</dt>
      <dd>{first === null ? t('nothingPromised') : span(first)}</dd>
      <dt>{t('routing')}</dt>
      <dd>{t(settings.routing.mode === 'automatic' ? 'modeAutomatic' : 'modeByHand')}</dd>
    </dl>
  );
}
