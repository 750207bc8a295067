import type { PolicyRules } from '@rapport/contract';
import { useTranslation } from '../../app/translation.tsx';
import { changesOf, ruleLines } from './rule-lines.ts';
import { useSpeech } from './use-speech.ts';

/** What another version says otherwise, sentence by sentence. */
export function ChangeList({ before, after }: { before: PolicyRules; after: PolicyRules }) {
  const { t } = useTranslation('policy');
  const { speech } = useSpeech();
  const changes = changesOf(ruleLines(speech, before), ruleLines(speech, after));
  if (changes.length === 0) return <p className="dim">{t('noChange')}</p>;
  return (
    <ul className="plain-list policy-changes">
      {changes.map(({ key, before: was, after: is }) => (
        <li key={key}>
          {was !== undefined && (
            <p>
              <span className="visually-hidden">{t('was')}</span>
              <del>{was}</del>
            </p>
          )}
          {is !== undefined && (
            <p>
              <span className="visually-hidden">{t('is')}</span>
              <ins>{is}</ins>
            </p>
          )}
        </li>
      ))}
    </ul>
  );
}
