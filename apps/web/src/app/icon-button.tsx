import { ActionIcon, type ActionIconProps, Tooltip } from '@mantine/core';
import type { ComponentPropsWithRef, ReactNode } from 'react';

type Props = { label: string; keys?: string; children: ReactNode } & ActionIconProps &
  Omit<ComponentPropsWithRef<'button'>, 'children' | 'color' | 'style'>;

/** A button that is an icon: its name is read aloud and shown on hover, with its key where it has one. */
export function IconButton({ label, keys, children, ...rest }: Props) {
  // What it opened says more, and often lies where the name would be.
  const open = rest['aria-expanded'] === true || rest['aria-expanded'] === 'true';
  return (
    <Tooltip label={keys ? `${label}  ${keys}` : label} disabled={open}>
      <ActionIcon variant="subtle" color="gray" size={32} aria-label={label} {...rest}>
        {children}
      </ActionIcon>
    </Tooltip>
  );
}
