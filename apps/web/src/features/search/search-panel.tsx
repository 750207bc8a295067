import { TextInput } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import type { Conversation } from '@rapport/contract';
import { IconSearch } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { MessageResults } from './results.tsx';
import { SearchHelp } from './search-help.tsx';
import './search.css';

/** Search in the conversation beside it; a result is shown there and the results stay. */
export function SearchPanel({ conversation }: { conversation: Conversation }) {
  const { t } = useTranslation('search');
  const [text, setText] = useState('');
  const [asked] = useDebouncedValue(text.trim(), 250);
  return (
    <div className="pane-scroll">
      <TextInput
        leftSection={<IconSearch size={16} />}
        placeholder={t('placeholderHere')}
        aria-label={t('placeholderHere')}
        value={text}
        onChange={(e) => setText(e.currentTarget.value)}
        type="search"
        autoFocus
      />
      {asked === '' ? (
        <SearchHelp onTry={(example) => setText(example)} />
      ) : (
        <MessageResults input={{ text: asked, conversation: conversation.id }} panel />
      )}
    </div>
  );
}
