import type { ComponentPropsWithRef, ReactNode } from 'react';

type Props = {
  label: string;
  keys?: string;
  /** Pixels, before the device's size of type. */
  size?: number;
  variant?: 'subtle' | 'light' | 'filled' | 'default';
  children: ReactNode;
} & Omit<ComponentPropsWithRef<'button'>, 'children' | 'color'>;

/** A button that is an icon: its name is read aloud and shown on hover, with its key where it has one. */
export function IconButton({ label, keys, size = 32, variant = 'subtle', className, style, children, ...rest }: Props) {
  return (
    <button
      type="button"
      aria-label={label}
      data-tip={keys ? `${label}  ${keys}` : label}
      data-variant={variant}
      className={className ? `icon-button ${className}` : 'icon-button'}
      style={size === 32 && !style ? undefined : ({ '--size': `${size}px`, ...style } as typeof style)}
      {...rest}
    >
      {children}
    </button>
  );
}
