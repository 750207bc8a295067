import type { Conversation } from '@rapport/contract';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useEffect, useState } from 'react';
import type { ConversationSearch } from '../../app/addresses.ts';
import { useTranslation } from '../../app/translation.tsx';
import { MessageResults } from './results.tsx';
import { SearchField } from './search-field.tsx';
import { SearchHelp } from './search-help.tsx';
import './search.css';

/** Search in the conversation beside it; a result is shown there and the results stay. */
export function SearchPanel({ conversation }: { conversation: Conversation }) {
  const { t } = useTranslation('search');
  const { q: asked = '' }: ConversationSearch = useSearch({ strict: false });
  const navigate = useNavigate();
  const [text, setText] = useState(asked);
  // The address follows what is written, here as on the search page: a link to it finds the same.
  useEffect(() => {
    const q = text.trim();
    if (q === asked) return;
    const timer = setTimeout(
      () => void navigate({ to: '.', search: (old) => ({ ...old, q: q || undefined }), replace: true }),
      250,
    );
    return () => clearTimeout(timer);
  }, [text, asked, navigate]);
  return (
    <div className="pane-scroll">
      <SearchField label={t('placeholderHere')} value={text} onChange={setText} />
      {asked === '' ? (
        <SearchHelp onTry={(example) => setText(example)} />
      ) : (
        <MessageResults input={{ text: asked, conversation: conversation.id }} panel />
      )}
    </div>
  );
}
