/** @jsxImportSource preact */
import type { AskedRating } from '@rapport/contract';
import { useState } from 'preact/hooks';
import type { Talk } from '../talk.ts';
import { useWords } from './words.ts';

/** How it went, asked once a case is done: a tap is an answer, words may be added, both may be changed. */
export function Rating({ ask: { id, scale, score }, isUp, talk }: { ask: AskedRating; isUp: boolean; talk: Talk }) {
  const t = useWords();
  const [words, setWords] = useState('');
  const [isDone, setDone] = useState(false);
  const [least, most] = scale === 'csat' ? [1, 5] : [0, 10];
  const scores = Array.from({ length: most - least + 1 }, (_, i) => least + i);
  const send = (given: number) => talk.rate(id, given, words.trim());
  const title = t(scale === 'csat' ? 'rateCsat' : 'rateNps');
  return (
    <section class="rating" aria-label={title}>
      <div class="row">
        <b>{title}</b>
        <button
          type="button"
          class="plain"
          aria-label={t(score === undefined ? 'rateLater' : 'close')}
          onClick={() => talk.notNow()}
        >
          ×
        </button>
      </div>
      <div class="scores">
        {scores.map((one) => (
          <button
            key={one}
            type="button"
            aria-label={t('score', { score: String(one), most: String(most) })}
            aria-pressed={one === score}
            disabled={!isUp}
            onClick={() => send(one)}
          >
            {scale === 'csat' ? <span aria-hidden="true">{score !== undefined && one <= score ? '★' : '☆'}</span> : one}
          </button>
        ))}
      </div>
      <p class="ends quiet">
        <span>{t(scale === 'csat' ? 'leastCsat' : 'leastNps')}</span>
        <span>{t(scale === 'csat' ? 'mostCsat' : 'mostNps')}</span>
      </p>
      {score !== undefined && (
        <form
          onSubmit={(event) => {
            event.preventDefault();
            send(score);
            setDone(true);
          }}
        >
          <p role="status">{t('rateThanks')}</p>
          {!isDone && (
            <div class="row">
              <input
                value={words}
                maxLength={2000}
                aria-label={t('rateWords')}
                placeholder={t('rateWords')}
                onInput={({ currentTarget }) => setWords(currentTarget.value)}
              />
              <button type="submit" class="main" disabled={!isUp || words.trim() === ''}>
                {t('send')}
              </button>
            </div>
          )}
        </form>
      )}
    </section>
  );
}
