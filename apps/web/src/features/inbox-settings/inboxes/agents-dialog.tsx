import { Button, NumberInput, TagsInput } from '@mantine/core';
import type { Inbox, InboxAgent } from '@rapport/contract';
import { useState } from 'react';
import { useAct, useAnswer } from '../../../app/answers.ts';
import { useDoor } from '../../../app/client.tsx';
import { Dialog } from '../../../app/dialog.tsx';
import { useTranslation } from '../../../app/translation.tsx';
import { PersonAvatar } from '../../people/avatar.tsx';
import { usePeopleNeeded, usePersonName } from '../../people/person-name.ts';
import { useMay } from '../../retention/use-may.ts';

interface Props {
  inbox: Inbox;
  onClose(): void;
}

/** Who works here: how many cases they take, and what they can. */
export function AgentsDialog({ inbox, onClose }: Props) {
  const { t } = useTranslation('inboxSettings');
  const answer = useAnswer('inbox.agents', { inbox: inbox.id });
  const agents = answer.data?.agents ?? [];
  usePeopleNeeded(agents.map(({ user }) => user));
  return (
    <Dialog onClose={onClose} size={720} title={t('agentsOf', { name: inbox.name })}>
      <p className="dim">{t('agentsText')}</p>
      {answer.error && <p role="alert">{answer.error}</p>}
      <ul className="plain-list inbox-set-agents">
        {agents.map((agent) => (
          <AgentLine key={agent.user} agent={agent} onDone={answer.reload} />
        ))}
      </ul>
    </Dialog>
  );
}

function AgentLine({ agent, onDone }: { agent: InboxAgent; onDone(): void }) {
  const { t } = useTranslation(['inboxSettings', 'app']);
  const client = useDoor();
  const may = useMay('inbox.configure');
  const { act, busy } = useAct();
  const name = usePersonName(agent.user);
  const [capacity, setCapacity] = useState<number | string>(agent.capacity);
  const [skills, setSkills] = useState<string[]>(agent.skills);
  const changed = Number(capacity) !== agent.capacity || skills.join('\n') !== agent.skills.join('\n');
  const save = (): void =>
    void act(async () => {
      await client.call('inbox.setAgent', { user: agent.user, capacity: Number(capacity), skills });
      onDone();
    });
  const state = agent.accepting ? (agent.present ? 'here' : 'away') : 'takesNone';
  return (
    <li className="inbox-set-agent">
      <div className="inbox-set-agent-name">
        <PersonAvatar id={agent.user} size={32} />
        <span>
          <span className="strong">{name}</span>
          <span className="admin-small dim inbox-set-agent-state">
            {t(({ here: 'stateHere', away: 'stateAway', takesNone: 'stateTakesNone' } as const)[state])} ·{' '}
            {t('hasCases', { count: agent.cases })}
          </span>
        </span>
      </div>
      <NumberInput
        label={t('capacity')}
        aria-label={t('capacityOf', { name })}
        min={0}
        max={1000}
        allowDecimal={false}
        disabled={!may}
        value={capacity}
        onChange={setCapacity}
      />
      <TagsInput
        className="grow"
        label={t('skills')}
        aria-label={t('skillsOf', { name })}
        placeholder={t('skillsHint')}
        maxTags={50}
        disabled={!may}
        value={skills}
        onChange={setSkills}
      />
      {may && (
        <Button
          variant="default"
          disabled={!changed || capacity === ''}
          loading={busy}
          onClick={save}
          aria-label={t('saveOf', { name })}
        >
          {t('app:save')}
        </Button>
      )}
    </li>
  );
}
