import type { CasePane, LookUpAnswer } from '@rapport/contract';
import { useState } from 'react';
import { useDoor } from '../../../app/client.tsx';
import { sentenceOf } from '../../../app/errors.ts';
import { useTranslation } from '../../../app/translation.tsx';
import { type Desk, useDesk } from '../desk.ts';

/** What other systems know of the contact: asked when it is wanted, shown as text. */
export function CardsPart({ one }: { one: CasePane }) {
  const { t } = useTranslation('inbox');
  const { cards } = useDesk(one);
  if (cards.length === 0) return null;
  return (
    <section>
      <h3>{t('lookUps')}</h3>
      {cards.map((card) => (
        <Card key={card.id} one={one} card={card} />
      ))}
    </section>
  );
}

function Card({ one, card }: { one: CasePane; card: Desk['cards'][number] }) {
  const { t } = useTranslation('inbox');
  const client = useDoor();
  const [state, setState] = useState<{ busy?: boolean; answer?: LookUpAnswer; error?: string }>({});
  const { busy = false, answer, error } = state;
  const ask = async (): Promise<void> => {
    setState((old) => ({ ...old, busy: true }));
    setState(
      await client.call('cases.lookUp', { case: one.id, card: card.id }).then(
        (told) => ({ answer: told }),
        (failed: unknown) => ({ error: sentenceOf(failed) }),
      ),
    );
  };
  const act = t(busy ? 'lookingUp' : answer || error ? 'lookUpAgain' : 'lookUp');
  return (
    <div className="case-card">
      <p className="case-card-head">
        <span className="strong ellipsis grow">{answer?.title ?? card.name}</span>
        <button
          type="button"
          className="link-button"
          disabled={busy}
          aria-label={t('lookUpOf', { act, name: card.name })}
          onClick={() => void ask()}
        >
          {act}
        </button>
      </p>
      {error && (
        <p className="danger-text" role="alert">
          {error}
        </p>
      )}
      {answer && answer.fields.length === 0 && <p className="dim">{t('lookUpNothing')}</p>}
      {answer && answer.fields.length > 0 && (
        <dl className="case-facts">
          {answer.fields.map(({ label, value, link }, i) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: fields of one answer keep their places
            <div key={i} className="case-promise">
              <dt>{label}</dt>
              <dd>
                {link ? (
                  <a className="link" href={link} target="_blank" rel="noopener noreferrer nofollow">
                    {value || link}
                  </a>
                ) : (
                  value
                )}
              </dd>
            </div>
          ))}
        </dl>
      )}
    </div>
  );
}
