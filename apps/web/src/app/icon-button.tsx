import { ActionIcon, type ActionIconProps, Tooltip } from '@mantine/core';
import type { ComponentPropsWithRef, ReactNode } from 'react';

type Props = { label: string; keys?: string; children: ReactNode } & ActionIconProps &
  Omit<ComponentPropsWithRef<'button'>, 'children' | 'color' | 'style'>;

/** A button that is an icon: its name is read aloud and shown on hover, with its key where it has one. */
export function IconButton({ label, keys, children, ...rest }: Props) {
  return (
    <Tooltip label={keys ? `${label}  ${keys}` : label}>
      <ActionIcon variant="subtle" color="gray" size={32} aria-label={label} {...rest}>
        {children}
      </ActionIcon>
    </Tooltip>
  );
}
