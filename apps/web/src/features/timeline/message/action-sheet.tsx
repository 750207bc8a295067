import { Drawer } from '@mantine/core';
import { IconMoodSmile } from '@tabler/icons-react';
import { useState } from 'react';
import { IconButton } from '../../../app/icon-button.tsx';
import { useTranslation } from '../../../app/translation.tsx';
import { EmojiGrid } from '../../composer/emoji-grid.tsx';
import { quickReactions } from '../../composer/emoji-list.ts';
import { actionIcons } from './action-icons.ts';
import type { MessageActionsDoor } from './use-message-actions.ts';

/** What can be done with a message, as a sheet on a phone. */
export function ActionSheet({ actions, onClose }: { actions: MessageActionsDoor; onClose(): void }) {
  const { t } = useTranslation('timeline');
  const [picking, setPicking] = useState(false);
  const done = (run: () => void): void => {
    onClose();
    run();
  };
  return (
    <Drawer
      opened
      onClose={onClose}
      position="bottom"
      size="auto"
      withCloseButton={false}
      title={null}
      aria-label={t('actions')}
      radius="lg"
      styles={{ content: { height: 'auto', maxHeight: '85dvh' }, inner: { alignItems: 'flex-end' } }}
    >
      {actions.names.includes('react') && !picking && (
        <div className="sheet-reactions">
          {quickReactions.map((emoji) => (
            <button
              type="button"
              key={emoji}
              className="plain-button sheet-emoji"
              onClick={() => done(() => actions.react(emoji))}
            >
              {emoji}
            </button>
          ))}
          <IconButton
            variant="default"
            size={44}
            label={t('react')}
            style={{ borderRadius: 22 }}
            onClick={() => setPicking(true)}
          >
            <IconMoodSmile size={20} />
          </IconButton>
        </div>
      )}
      {picking && <EmojiGrid onPick={(emoji) => done(() => actions.react(emoji))} />}
      <div className="sheet-actions">
        {actions.names
          .filter((name) => name !== 'react')
          .map((name) => {
            const Icon = actionIcons[name];
            return (
              <button
                type="button"
                key={name}
                className={`sheet-action${name === 'recall' ? ' danger-text' : ''}`}
                onClick={() => done(() => actions.run(name))}
              >
                <Icon size={20} /> {t(name)}
              </button>
            );
          })}
      </div>
    </Drawer>
  );
}
