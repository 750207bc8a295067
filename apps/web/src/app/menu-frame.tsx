import { Menu, Popover } from '@mantine/core';
import { type ReactNode, type Ref, useImperativeHandle, useLayoutEffect } from 'react';
import { useFocusBack } from './focus-back.ts';

interface Props {
  /** The button that opened it. */
  by: HTMLElement;
  label: string;
  width?: number | undefined;
  position: 'bottom' | 'bottom-end' | 'top-start' | 'top-end';
  children: ReactNode;
  onClose(): void;
}

/** Stands for a button that is drawn elsewhere already; what opens at it is named after it by its id. */
function Standing({ by, id, ref }: { by: HTMLElement; id?: string; ref?: Ref<HTMLElement> }) {
  useImperativeHandle(ref, () => by, [by]);
  useLayoutEffect(() => {
    const before = by.id;
    if (id) by.id = id;
    return () => {
      by.id = before;
    };
  }, [by, id]);
  return null;
}

/** An open menu at a button. */
export function MenuFrame({ by, label, width, position, children, onClose }: Props) {
  useFocusBack();
  return (
    <Menu opened onClose={onClose} position={position} {...(width ? { width } : {})}>
      <Menu.Target>
        <Standing by={by} />
      </Menu.Target>
      <Menu.Dropdown aria-label={label}>{children}</Menu.Dropdown>
    </Menu>
  );
}

/** Something else that is open at a button: it holds the focus. */
export function PopFrame({ by, position, children, onClose }: Omit<Props, 'label' | 'width'>) {
  useFocusBack();
  return (
    <Popover opened onChange={(on) => !on && onClose()} position={position} trapFocus>
      <Popover.Target>
        <Standing by={by} />
      </Popover.Target>
      <Popover.Dropdown p={8}>{children}</Popover.Dropdown>
    </Popover>
  );
}
