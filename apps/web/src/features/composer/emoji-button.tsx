import { type ComponentProps, lazy, Suspense, useRef } from 'react';
import { IconButton } from '../../app/icon-button.tsx';

const PopFrame = lazy(async () => ({ default: (await import('../../app/menu-frame.tsx')).PopFrame }));
const EmojiGrid = lazy(async () => ({ default: (await import('./emoji-grid.tsx')).EmojiGrid }));

interface Props extends Omit<ComponentProps<typeof IconButton>, 'onClick' | 'onChange'> {
  position: ComponentProps<typeof PopFrame>['position'];
  opened: boolean;
  onChange(open: boolean): void;
  onPick(emoji: string): void;
}

/** A button that opens the emoji, which are loaded with the first that does. */
export function EmojiButton({ position, opened, onChange, onPick, ...button }: Props) {
  const by = useRef<HTMLButtonElement>(null);
  const pick = (emoji: string): void => {
    onChange(false);
    onPick(emoji);
  };
  return (
    <>
      <IconButton ref={by} aria-expanded={opened} onClick={() => onChange(!opened)} {...button} />
      {opened && by.current && (
        <Suspense fallback={null}>
          <PopFrame by={by.current} position={position} onClose={() => onChange(false)}>
            <EmojiGrid onPick={pick} />
          </PopFrame>
        </Suspense>
      )}
    </>
  );
}
