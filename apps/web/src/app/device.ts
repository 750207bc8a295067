import type { Keeping } from '@rapport/client';
import { useSyncExternalStore } from 'react';

/** Choices of this device alone; what follows a person to every device lives in their profile. */
export interface Device {
  theme: 'light' | 'dark' | 'auto';
  language: 'zh-CN' | 'en' | null;
  density: 'compact' | 'regular' | 'comfortable';
  typeSize: 'small' | 'normal' | 'large' | 'larger';
  /** How much talk stays on this device for times without a network. */
  keep: 'little' | 'normal' | 'much';
  /** Enter sends; otherwise Ctrl/Cmd-Enter does. */
  enterSends: boolean;
  /** Seconds within which what is sent can be taken back before it leaves; 0: none. */
  undoSeconds: 0 | 5 | 10 | 20;
  /** Own messages on the other side in direct talk. */
  ownOnRight: boolean;
  /** A short sound when something calls for attention. */
  sound: boolean;
  /** Parts of the list of conversations of which only what is unread is shown. */
  folded: readonly string[];
  listWidth: number;
  sideWidth: number;
}

const key = 'rapport.device';
const standard: Device = {
  theme: 'auto',
  language: null,
  density: 'regular',
  typeSize: 'normal',
  keep: 'normal',
  enterSends: true,
  undoSeconds: 0,
  ownOnRight: false,
  sound: true,
  folded: [],
  listWidth: 280,
  sideWidth: 360,
};

/** How much larger than drawn all type is. first-paint.js has the same numbers. */
const typeSizes: Record<Device['typeSize'], number> = { small: 0.93, normal: 1, large: 1.12, larger: 1.25 };

const keepings: Record<Device['keep'], Keeping> = {
  little: { conversations: 10, messages: 50 },
  normal: { conversations: 50, messages: 100 },
  much: { conversations: 200, messages: 300 },
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
export const keepingNow = (): Keeping => keepings[device.keep] ?? keepings.normal;

/** Type and the component kit grow together; the grid stays. */
export function setTypeSize(wanted: Device['typeSize']): void {
  const size = String(typeSizes[wanted] ?? 1);
  document.documentElement.style.setProperty('--type-size', size);
  document.documentElement.style.setProperty('--mantine-scale', size);
}

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
