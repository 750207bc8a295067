import type { LiveAgent } from '@rapport/contract';
import { useTranslation } from '../../app/translation.tsx';
import { PersonAvatar } from '../people/avatar.tsx';
import { usePersonName } from '../people/person-name.ts';

/** Who is here, whether they take work, and how much they have. */
export function Team({ agents }: { agents: readonly LiveAgent[] }) {
  const { t } = useTranslation('reports');
  const sorted = agents.toSorted((a, b) => Number(b.present) - Number(a.present) || b.load - a.load);
  return (
    <section className="report-panel" aria-label={t('teamTitle')}>
      <div className="report-panel-head">
        <h2>{t('teamTitle')}</h2>
      </div>
      {agents.length === 0 && <p className="dim">{t('teamNone')}</p>}
      <ul className="plain-list live-lines">
        {sorted.map((agent) => (
          <AgentLine key={agent.user} agent={agent} />
        ))}
      </ul>
    </section>
  );
}

function AgentLine({ agent: { user, present, accepting, load, capacity, cases, late } }: { agent: LiveAgent }) {
  const { t } = useTranslation('reports');
  const name = usePersonName(user);
  const full = capacity === 0 ? (load > 0 ? 1 : 0) : Math.min(1, load / capacity);
  return (
    <li className="live-agent" data-away={!present || undefined}>
      <PersonAvatar id={user} size={32} />
      <span className="min0 grow">
        <span className="ellipsis strong">{name}</span>
        <span className="live-marks dim">
          <span>{t(present ? 'here' : 'away')}</span>
          {!accepting && <span className="mark">{t('notAccepting')}</span>}
          <span>{t('openCases', { count: cases })}</span>
          {late > 0 && <span className="danger-text">{t('personLate', { count: late })}</span>}
        </span>
      </span>
      <span className="live-load">
        <meter
          min={0}
          max={1}
          value={full}
          aria-label={t('loadOfPerson', { name, load, capacity })}
          data-full={full >= 1 || undefined}
        />
        <span className="tabular" aria-hidden>
          {t('loadOf', { load, capacity })}
        </span>
      </span>
    </li>
  );
}
