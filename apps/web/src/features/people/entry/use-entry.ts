import { useRouter } from '@tanstack/react-router';
import { useState } from 'react';
import { useDoor } from '../../../app/client.tsx';
import { codeOf } from '../../../app/errors.ts';
import { refusalOf } from './refusal.ts';

/** The device's own zone: asked of the browser, never of the person. */
export const deviceZone = (): string => Intl.DateTimeFormat().resolvedOptions().timeZone;

/** Runs a step of getting in and keeps what the server answered when it refused. */
export function useEntry(): {
  busy: boolean;
  error: string | undefined;
  code: string | null;
  run(work: () => Promise<unknown>): Promise<boolean>;
  enter(next?: string): Promise<void>;
} {
  const client = useDoor();
  const router = useRouter();
  const [busy, setBusy] = useState(false);
  const [refused, setRefused] = useState<{ error: string; code: string | null } | null>(null);
  return {
    busy,
    error: refused?.error,
    code: refused?.code ?? null,
    async run(work) {
      setBusy(true);
      setRefused(null);
      try {
        await work();
        return true;
      } catch (error) {
        setRefused({ error: refusalOf(error), code: codeOf(error) });
        return false;
      } finally {
        setBusy(false);
      }
    },
    async enter(next = '/') {
      await client.connect();
      await router.navigate({ href: next, replace: true });
    },
  };
}
