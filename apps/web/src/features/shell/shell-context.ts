import { createContext, use } from 'react';

export interface ShellDoor {
  openSwitcher(): void;
  openHelp(): void;
}

export const ShellContext = createContext<ShellDoor>({ openSwitcher: () => undefined, openHelp: () => undefined });
export const useShell = (): ShellDoor => use(ShellContext);
