import { CallError } from '@rapport/client';
import type { ChannelSetup, Output } from '@rapport/contract';
import { useState } from 'react';
import { useAct, useAnswer } from '../../../app/answers.ts';
import { useDoor } from '../../../app/client.tsx';

export type Settings = ChannelSetup['settings'];
type Value = Settings[string];
type Given = Readonly<Record<string, string | null>>;
type Health = Output<'channels.tryAccount'>;
export type Saved = Output<'channels.createAccount'>;

/** An account being set up: what is typed in, whole, so that nothing is saved half; what was asked of its platform; which field does not fit. */
export interface SetUp {
  kind: string;
  account: ChannelSetup | undefined;
  name: string;
  setName(name: string): void;
  settings: Settings;
  /** Undefined takes a setting away, and the house's own standard holds. */
  set(change: Readonly<Record<string, Value | undefined>>): void;
  /** What was typed in; null takes away what is kept. */
  secrets: Given;
  setSecret(name: string, value: string | null): void;
  /** Whether the account holds this secret already. */
  holds(name: string): boolean;
  /** Whether the account holds it, and what is typed in would send it elsewhere: then it is given anew. */
  moved(name: string): boolean;
  /** Whether the field of this path was refused. */
  refused(path: string): boolean;
  health: Health | null;
  busy: boolean;
  dirty: boolean;
  /** Asks the platform; keeps nothing. */
  check(): Promise<Health | undefined>;
  /** Keeps it all; answers what the house made. */
  save(): Promise<Saved | undefined>;
}

const without = (settings: Settings, change: Readonly<Record<string, Value | undefined>>): Settings =>
  Object.fromEntries(
    Object.entries({ ...settings, ...change }).filter((entry): entry is [string, Value] => entry[1] !== undefined),
  );

/** What is typed in, and whether anything was since it was kept. */
function useTyped(account: ChannelSetup | undefined, begin: Settings) {
  const [name, setName] = useState(account?.name ?? '');
  const [settings, setSettings] = useState<Settings>(account?.settings ?? begin);
  const [secrets, setSecrets] = useState<Given>({});
  const [dirty, setDirty] = useState(account === undefined);
  return { name, setName, settings, setSettings, secrets, setSecrets, dirty, setDirty };
}

/** Asks the house, and holds which field it refused and what the platform said. */
function useVerdict() {
  const { act, busy } = useAct();
  const [health, setHealth] = useState<Health | null>(null);
  const [field, setField] = useState<string | null>(null);
  const ask = <T>(work: () => Promise<T>): Promise<T | undefined> =>
    act(async () => {
      try {
        return await work();
      } catch (error) {
        if (error instanceof CallError && error.code === 'invalid-input') setField(String(error.problem.params?.field ?? ''));
        throw error;
      }
    });
  const forget = (): void => {
    setHealth(null);
    setField(null);
  };
  return { health, setHealth, field, busy, ask, forget };
}

const settingAt = (settings: Settings, path: string): Value | undefined =>
  path
    .split('/')
    .reduce<Value | undefined>(
      (at, name) => (at !== null && typeof at === 'object' && !Array.isArray(at) ? (at as Settings)[name] : undefined),
      settings,
    );

/** Names of the kept secrets that other settings would send elsewhere, and of those the ones that the house makes. */
function useMoved(kind: string, account: ChannelSetup | undefined, settings: Settings) {
  const kinds = useAnswer('channels.kinds', account ? {} : null).data?.kinds;
  if (!account) return { moved: [], remade: [] };
  const differs = (path: string): boolean => {
    const now = settingAt(settings, path);
    return now !== undefined && JSON.stringify(now) !== JSON.stringify(settingAt(account.settings, path));
  };
  const moved = (kinds?.find((one) => one.kind === kind)?.secrets ?? []).filter(
    ({ name, sentTo }) => account.secrets.includes(name) && sentTo.some(differs),
  );
  return { moved: moved.map(({ name }) => name), remade: moved.filter(({ made }) => made).map(({ name }) => name) };
}

/** Of a new account nothing is kept that could be taken away. */
const typedOf = (given: Given): Record<string, string> =>
  Object.fromEntries(Object.entries(given).filter((entry): entry is [string, string] => entry[1] !== null));

/** The two calls of a set-up: to try what is typed in, and to keep it. */
function useCalls(kind: string, account: ChannelSetup | undefined) {
  const client = useDoor();
  return {
    tried: (settings: Settings, secrets: Given): Promise<Health> =>
      client.call('channels.tryAccount', { ...(account ? { account: account.id } : {}), kind, settings, secrets }),
    kept: (all: { name: string; settings: Settings; secrets: Given; remade: Given }): Promise<Saved> => {
      const { remade, ...rest } = all;
      return account
        ? client.call('channels.changeAccount', { account: account.id, ...rest, secrets: { ...remade, ...rest.secrets } })
        : client.call('channels.createAccount', { kind, ...rest, secrets: typedOf(rest.secrets) });
    },
  };
}

export function useSetUp(kind: string, account: ChannelSetup | undefined, begin: Settings): SetUp {
  const { tried, kept } = useCalls(kind, account);
  const { name, setName, settings, setSettings, secrets, setSecrets, dirty, setDirty } = useTyped(account, begin);
  const { health, setHealth, field, busy, ask, forget } = useVerdict();
  const { moved, remade } = useMoved(kind, account, settings);
  const given = Object.fromEntries(Object.entries(secrets).filter(([, value]) => value !== ''));
  const touch = (change: () => void): void => {
    change();
    forget();
    setDirty(true);
  };
  const check = async (): Promise<Health> => {
    const answer = await tried(settings, given);
    setHealth(answer);
    return answer;
  };
  const save = async (): Promise<Saved> => {
    const saved = await kept({
      name: name.trim(),
      settings,
      secrets: given,
      remade: Object.fromEntries(remade.map((secret) => [secret, null])),
    });
    setSecrets({});
    setDirty(false);
    return saved;
  };
  return {
    kind,
    account,
    name,
    setName: (next) => touch(() => setName(next)),
    settings,
    set: (change) => touch(() => setSettings((old) => without(old, change))),
    secrets,
    setSecret: (secret, value) => touch(() => setSecrets((old) => ({ ...old, [secret]: value }))),
    holds: (secret) => account?.secrets.includes(secret) ?? false,
    moved: (secret) => moved.includes(secret),
    refused: (path) => field === path,
    health,
    busy,
    dirty,
    check: () => ask(check),
    save: () => ask(save),
  };
}
