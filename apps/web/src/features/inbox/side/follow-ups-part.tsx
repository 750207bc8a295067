import { Checkbox } from '@mantine/core';
import type { CasePane } from '@rapport/contract';
import { useDoor } from '../../../app/client.tsx';
import { dueTimeOf } from '../../../app/times.ts';
import { useTranslation } from '../../../app/translation.tsx';
import { useClock } from '../../../app/use-clock.ts';
import { usePeopleNeeded, usePersonName } from '../../people/person-name.ts';
import type { CaseActs } from '../use-case.ts';

interface Props {
  one: CasePane;
  acts: CaseActs;
  onAdd(): void;
}

/** When the case is taken up again, what for, and what was done of it. */
export function FollowUpsPart({ one, acts, onAdd }: Props) {
  const { t } = useTranslation('inbox');
  const { followUps } = one;
  usePeopleNeeded(followUps.map(({ user }) => user));
  const sorted = followUps.toSorted((a, b) => Number(a.doneAt !== undefined) - Number(b.doneAt !== undefined) || a.at - b.at);
  return (
    <section>
      <h3>{t('followUps')}</h3>
      <ul className="plain-list case-follow-ups">
        {sorted.map((followUp) => (
          <FollowUpLine key={followUp.id} followUp={followUp} acts={acts} />
        ))}
      </ul>
      <button type="button" className="link-button" onClick={onAdd}>
        {t('followUpAdd')}
      </button>
    </section>
  );
}

function FollowUpLine({ followUp, acts }: { followUp: CasePane['followUps'][number]; acts: CaseActs }) {
  const { t } = useTranslation('inbox');
  const client = useDoor();
  const clock = useClock();
  const { id, at, what, user, doneAt } = followUp;
  const name = usePersonName(user);
  const done = doneAt !== undefined;
  return (
    <li>
      <Checkbox
        size="xs"
        label={what}
        description={done ? t('followUpDone', { name }) : t('followUpDue', { time: dueTimeOf(at, clock), name })}
        checked={done}
        disabled={done || acts.busy}
        data-late={(!done && at < clock.now) || undefined}
        onChange={() => void acts.run(() => client.call('cases.followUpDone', { followUp: id }), t('didFollowUpDone'))}
      />
    </li>
  );
}
