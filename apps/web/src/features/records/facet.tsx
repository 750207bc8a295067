import { type ReactNode, useState } from 'react';
import { useTranslation } from '../../app/translation.tsx';

/** Values of one facet shown before the rest is asked for. */
const first = 6;

interface FacetProps {
  title: string;
  chosen: string | undefined;
  values: readonly { id: string; name: string; count: number }[];
  nameOf(id: string): string;
  /** `undefined` takes the choice back. */
  onChoose(id: string | undefined): void;
}

/** One facet: its values by how many there are. The chosen one stays, whatever is counted. */
export function Facet({ title, chosen, values, nameOf, onChoose }: FacetProps): ReactNode {
  const { t } = useTranslation('records');
  const [all, setAll] = useState(false);
  const shown = all ? values : values.slice(0, first);
  const here = chosen === undefined || shown.some(({ id }) => id === chosen);
  if (values.length === 0 && chosen === undefined) return null;
  return (
    <section className="facet" aria-label={title}>
      <h2>{title}</h2>
      <ul className="plain-list">
        {!here && <Value name={nameOf(chosen)} chosen onChoose={() => onChoose(undefined)} />}
        {shown.map(({ id, name, count }) => (
          <Value
            key={id}
            name={name}
            count={count}
            chosen={id === chosen}
            onChoose={() => onChoose(id === chosen ? undefined : id)}
          />
        ))}
      </ul>
      {values.length > first && (
        <button type="button" className="plain-button link-button" aria-expanded={all} onClick={() => setAll(!all)}>
          {all ? t('showFewer') : t('showMore', { n: values.length - first })}
        </button>
      )}
    </section>
  );
}

function Value({ name, count, chosen, onChoose }: { name: string; count?: number; chosen: boolean; onChoose(): void }) {
  return (
    <li>
      <button type="button" className="plain-button facet-value" aria-pressed={chosen} onClick={onChoose}>
        <span className="ellipsis grow">{name}</span>
        {count !== undefined && <span className="dim tabular">{count}</span>}
      </button>
    </li>
  );
}
