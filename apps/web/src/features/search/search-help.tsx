import { useTranslation } from '../../app/translation.tsx';

/** What can be asked for, with examples that can be tried. */
export function SearchHelp({ onTry }: { onTry(example: string): void }) {
  const { t } = useTranslation('search');
  const examples: [string, string][] = [
    [t('examplePerson'), t('byPerson')],
    [t('examplePlace'), t('byPlace')],
    [t('exampleTime'), t('byTime')],
    [t('exampleKind'), t('byKind')],
    [t('exampleContact'), t('byContact')],
    [t('exampleChannel'), t('byChannel')],
    [t('exampleCase'), t('byCase')],
    [t('examplePhrase'), t('byPhrase')],
    [t('exampleWithout'), t('byWithout')],
  ];
  return (
    <section className="search-help">
      <p className="strong">{t('helpTitle')}</p>
      <p className="dim">{t('helpText')}</p>
      <ul className="plain-list">
        {examples.map(([example, what]) => (
          <li key={example}>
            <button type="button" className="search-example" onClick={() => onTry(example)}>
              {example}
            </button>
            <span className="dim">{what}</span>
          </li>
        ))}
      </ul>
    </section>
  );
}
