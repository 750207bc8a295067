import { IconPlus } from '@tabler/icons-react';
import { lazy, useRef } from 'react';
import { MenuButton } from '../../app/menu-button.tsx';
import { useTranslation } from '../../app/translation.tsx';
import { useTalk } from '../conversations/talk-context.ts';
import { chosenOf } from '../files/dropped-files.ts';
import { useWriting } from './writing.ts';

const AddItems = lazy(async () => ({ default: (await import('./add-items.tsx')).AddItems }));

/** What can go with a message, and what can be said of it. */
export function AddMenu() {
  const { t } = useTranslation('composer');
  const { editing } = useTalk();
  const { uploads, field } = useWriting();
  const files = useRef<HTMLInputElement>(null);
  const folder = useRef<HTMLInputElement>(null);
  /** What was chosen goes with Enter, not with another click on the button that chose it. */
  const take = (input: HTMLInputElement): void => {
    uploads.add(chosenOf([...(input.files ?? [])]));
    input.value = '';
    field.current?.focus();
  };
  return (
    <>
      <input ref={files} type="file" multiple hidden aria-label={t('addFiles')} onChange={(e) => take(e.currentTarget)} />
      <input
        ref={folder}
        type="file"
        hidden
        aria-label={t('addFolder')}
        onChange={(e) => take(e.currentTarget)}
        {...{ webkitdirectory: '' }}
      />
      <MenuButton
        label={t('add')}
        disabled={editing !== null}
        position="top-start"
        width={240}
        items={<AddItems onFiles={() => files.current?.click()} onFolder={() => folder.current?.click()} />}
      >
        <IconPlus size={19} />
      </MenuButton>
    </>
  );
}
