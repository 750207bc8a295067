import { SegmentedControl } from '@mantine/core';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useEffect, useState } from 'react';
import { useTranslation } from '../../app/translation.tsx';
import { FileResults, MessageResults } from './results.tsx';
import { SearchField } from './search-field.tsx';
import { SearchHelp } from './search-help.tsx';
import './search.css';

export function SearchPage() {
  const { t } = useTranslation('search');
  const { q = '', what } = useSearch({ from: '/shell/search' });
  const navigate = useNavigate();
  const [text, setText] = useState(q);
  useEffect(() => setText(q), [q]);
  // The address follows what is written, so that coming back from a result finds the results again.
  useEffect(() => {
    if (text.trim() === q) return;
    const timer = setTimeout(
      () => void navigate({ to: '/search', search: { ...(text.trim() ? { q: text.trim() } : {}), what }, replace: true }),
      300,
    );
    return () => clearTimeout(timer);
  }, [text, q, what, navigate]);
  return (
    <div className="reading-page search-page">
      <h1 className="visually-hidden">{t('title')}</h1>
      <SearchField size="md" label={t('placeholder')} value={text} onChange={setText} />
      {q === '' ? (
        <SearchHelp onTry={(example) => setText((old) => `${old} ${example}`.trim())} />
      ) : (
        <>
          <SegmentedControl
            size="xs"
            mt={12}
            value={what ?? 'messages'}
            onChange={(value) =>
              void navigate({ to: '/search', search: { q, what: value === 'files' ? 'files' : undefined }, replace: true })
            }
            data={[
              { value: 'messages', label: t('messages') },
              { value: 'files', label: t('files') },
            ]}
          />
          {what === 'files' ? <FileResults input={{ text: q }} /> : <MessageResults input={{ text: q }} />}
        </>
      )}
    </div>
  );
}
