import type { CasePane } from '@rapport/contract';
import { IconChevronDown } from '@tabler/icons-react';
import { MenuAt } from '../../../app/menu-button.tsx';
import { useTranslation } from '../../../app/translation.tsx';
import { usePersonName } from '../../people/person-name.ts';
import { TeamItems } from '../team-items.tsx';
import type { CaseActs } from '../use-case.ts';

/** Who has the case; at a click it is given to somebody else. */
export function Assignee({ one, acts }: { one: CasePane; acts: CaseActs }) {
  const { t } = useTranslation('inbox');
  const name = usePersonName(one.assignee);
  return (
    <MenuAt label={t('assign')} items={<TeamItems one={one} acts={acts} />}>
      {(button) => (
        <button type="button" className="case-assignee" title={t('assign')} data-act="assign-case" {...button}>
          <span>{one.assignee ? name : t('nobody')}</span>
          <IconChevronDown size={14} aria-hidden />
        </button>
      )}
    </MenuAt>
  );
}
