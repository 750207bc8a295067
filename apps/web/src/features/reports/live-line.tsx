import { Menu } from '@mantine/core';
import type { LiveAgent, LiveCase } from '@rapport/contract';
import { IconUserPlus } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { useClient } from '../../app/client.tsx';
import { MenuButton } from '../../app/menu-button.tsx';
import { useTranslation } from '../../app/translation.tsx';
import { channelName } from '../customers/channel-name.ts';
import { usePersonName } from '../people/person-name.ts';
import { minutesOf } from './figures.ts';
import type { Assign } from './use-assigning.ts';

interface Props {
  one: LiveCase;
  now: number;
  agents: readonly LiveAgent[];
  assigning: Assign;
  /** How long it has waited goes before what is owed. */
  aged: boolean;
}

/** A case with what presses. Where one works it can be opened and given to somebody; elsewhere it is a number. */
export function LiveLine({ one, now, agents, assigning, aged }: Props) {
  const { t } = useTranslation('reports');
  const { t: channels } = useTranslation('customers');
  const assignee = usePersonName(one.assignee);
  const { about, number, channel } = one;
  const words = (
    <>
      <span className="live-title">
        <span className="ellipsis">{about ? `${about.name} · ${about.title}` : t('number', { number })}</span>
      </span>
      <span className="live-marks dim">
        {aged && <Age one={one} now={now} />}
        {one.dueAt !== undefined && <Owed one={one} now={now} />}
        <span className="ellipsis">{[channelName(channel, channels), one.assignee ? assignee : t('nobody')].join(' · ')}</span>
      </span>
    </>
  );
  if (!about) return <li className="live-line">{words}</li>;
  return (
    <li className="live-line" data-case={one.id}>
      <Link to="/inbox" search={{ case: one.id } as never} className="live-open">
        {words}
      </Link>
      <MenuButton
        label={t('assignTo', { number })}
        data-act="assign"
        items={<AgentItems one={one} agents={agents} assigning={assigning} />}
        width={260}
      >
        <IconUserPlus size={18} />
      </MenuButton>
    </li>
  );
}

const promises = { first: 'first', next: 'next', resolution: 'resolution' } as const;

function Age({ one: { waitsSince, openedAt }, now }: Pick<Props, 'one' | 'now'>) {
  const { t, language } = useTranslation('reports');
  return <span>{t('waits', { time: minutesOf(now - (waitsSince ?? openedAt), language) })}</span>;
}

/** What falls due, and by when. */
function Owed({ one: { dueAt = 0, promise }, now }: Pick<Props, 'one' | 'now'>) {
  const { t, language } = useTranslation('reports');
  const late = dueAt < now;
  const time = minutesOf(Math.abs(dueAt - now), language);
  return (
    <span className={late ? 'danger-text' : undefined}>
      {promise ? `${t(promises[promise])} ` : ''}
      {t(late ? 'lateBy' : 'dueIn', { time })}
    </span>
  );
}

/** People of its inboxes: those who are here and have room come first. */
function AgentItems({ one, agents, assigning }: Omit<Props, 'now' | 'aged'>) {
  const { t } = useTranslation('reports');
  const rank = ({ present, accepting }: LiveAgent): number => (present ? 0 : 2) + (accepting ? 0 : 1);
  const team = agents
    .filter(({ inboxes }) => inboxes.some((id) => one.inboxes.includes(id)))
    .sort((a, b) => rank(a) - rank(b) || a.load / (a.capacity || 1) - b.load / (b.capacity || 1));
  return (
    <>
      {one.assignee && <Menu.Item onClick={() => assigning(one, null)}>{t('giveBack')}</Menu.Item>}
      {team.slice(0, 40).map((agent) => (
        <AgentItem
          key={agent.user}
          agent={agent}
          disabled={agent.user === one.assignee}
          onChoose={() => assigning(one, agent.user)}
        />
      ))}
    </>
  );
}

function AgentItem({ agent, disabled, onChoose }: { agent: LiveAgent; disabled: boolean; onChoose(): void }) {
  const { t } = useTranslation('reports');
  const me = useClient((s) => s.me?.user.id);
  const name = usePersonName(agent.user);
  const { load, capacity, present } = agent;
  return (
    <Menu.Item
      disabled={disabled}
      onClick={onChoose}
      rightSection={<span className="dim tabular">{present ? t('loadOf', { load, capacity }) : t('away')}</span>}
    >
      {agent.user === me ? t('me', { name }) : name}
    </Menu.Item>
  );
}
