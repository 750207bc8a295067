import { Link } from '@tanstack/react-router';
import { useTranslation } from '../../app/translation.tsx';
import { CommitmentLine } from './commitment-line.tsx';
import { useToldDue } from './told-due.ts';

/** What I promised and is due, on the page of what needs me. */
export function DueCommitments() {
  const { t } = useTranslation('commitments');
  const { items } = useToldDue();
  if (items.length === 0) return null;
  return (
    <section aria-labelledby="needs-commitments">
      <h2 id="needs-commitments" className="attention-kind">
        {t('dueTitle')} <span className="tabular">{items.length}</span>
      </h2>
      <ul className="plain-list">
        {items.map((one) => (
          <CommitmentLine key={one.id} commitment={one} />
        ))}
      </ul>
      <Link to="/commitments" className="link">
        {t('toAll')}
      </Link>
    </section>
  );
}
