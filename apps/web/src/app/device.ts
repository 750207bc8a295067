import { useSyncExternalStore } from 'react';

/** Choices of this device alone; what follows a person to every device lives in their profile. */
export interface Device {
  theme: 'light' | 'dark' | 'auto';
  language: 'zh-CN' | 'en' | null;
  density: 'compact' | 'regular' | 'comfortable';
  /** Enter sends; otherwise Ctrl/Cmd-Enter does. */
  enterSends: boolean;
  /** Own messages on the other side in direct talk. */
  ownOnRight: boolean;
  listWidth: number;
  sideWidth: number;
}

const key = 'rapport.device';
const standard: Device = {
  theme: 'auto',
  language: null,
  density: 'regular',
  enterSends: true,
  ownOnRight: false,
  listWidth: 280,
  sideWidth: 360,
};

const listeners = new Set<() => void>();
let device: Device = read();

function read(): Device {
  try {
    return { ...standard, ...(JSON.parse(localStorage.getItem(key) ?? '{}') as Partial<Device>) };
  } catch {
    return standard;
  }
}

export const deviceNow = (): Device => device;

/** Changes a choice, keeps it, and tells whoever shows it. */
export function changeDevice(change: Partial<Device>): void {
  device = { ...device, ...change };
  try {
    localStorage.setItem(key, JSON.stringify(device));
  } catch {
    // Storage may be closed (private windows); the choice then lasts until the page closes.
  }
  for (const listener of listeners) listener();
}

const subscribe = (listener: () => void): (() => void) => {
  listeners.add(listener);
  return () => listeners.delete(listener);
};

export const useDevice = (): Device => useSyncExternalStore(subscribe, deviceNow);
