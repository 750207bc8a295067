import { type ComponentProps, type JSX, lazy, type ReactNode, Suspense, useRef, useState } from 'react';
import { IconButton } from './icon-button.tsx';

const MenuFrame = lazy(async () => ({ default: (await import('./menu-frame.tsx')).MenuFrame }));

interface MenuProps {
  /** What the menu is called. */
  label: string;
  /** Its items, which may come when they are asked for. */
  items: ReactNode;
  width?: number;
  position?: ComponentProps<typeof MenuFrame>['position'];
  /** Where somebody else keeps whether it is open. */
  opened?: boolean;
  onChange?(open: boolean): void;
  /** Draws the button. */
  children(button: Pick<JSX.IntrinsicElements['button'], 'onClick' | 'aria-expanded' | 'aria-haspopup'>): ReactNode;
}

/** A menu at a button. Menus, and what they need to find their place, are loaded with the first that opens. */
export function MenuAt({ label, items, width, position = 'bottom-end', opened, onChange, children }: MenuProps) {
  const [own, setOwn] = useState(false);
  const by = useRef<HTMLElement>(null);
  const open = opened ?? own;
  const change = onChange ?? setOwn;
  return (
    <>
      {children({
        'aria-haspopup': 'menu',
        'aria-expanded': open,
        onClick: (event) => {
          by.current = event.currentTarget;
          change(!open);
        },
      })}
      {open && by.current && (
        <Suspense fallback={null}>
          <MenuFrame by={by.current} {...{ label, width, position }} onClose={() => change(false)}>
            {items}
          </MenuFrame>
        </Suspense>
      )}
    </>
  );
}

type Props = Omit<MenuProps, 'children'> & Omit<ComponentProps<typeof IconButton>, 'onClick' | 'onChange'>;

export function MenuButton({ items, width, position, opened, onChange, ...button }: Props) {
  const at = { label: button.label, items, width, position, opened, onChange };
  const given = Object.fromEntries(Object.entries(at).filter(([, value]) => value !== undefined)) as Omit<MenuProps, 'children'>;
  return <MenuAt {...given}>{(props) => <IconButton {...button} {...props} />}</MenuAt>;
}
