import type { Client } from '@rapport/client';
import type { Template } from '@rapport/contract';
import { useEffect, useState } from 'react';
import { useDoor, useStatus } from '../../app/client.tsx';
import { sentenceOf } from '../../app/errors.ts';

/** Versions are immutable: what was asked for once is kept until the page goes. */
const kept = new Map<string, Promise<Template>>();

function ask(client: Client, template: string, version: number): Promise<Template> {
  const key = `${template}/${version}`;
  const known = kept.get(key);
  if (known) return known;
  const asked = client.call('templates.get', { template: template as never, version });
  kept.set(key, asked);
  asked.catch(() => kept.delete(key));
  return asked;
}

interface Found {
  key: string;
  template?: Template;
  error?: string;
}

/** The version of a template that a record was written with, once it is here; asked for again when the house can be reached again. */
export function useTemplate(template: string, version: number): { template: Template | undefined; error: string | undefined } {
  const client = useDoor();
  const online = useStatus() === 'online';
  const [found, setFound] = useState<Found>();
  const key = `${template}/${version}`;
  // biome-ignore lint/correctness/useExhaustiveDependencies: asked again when the line is back
  useEffect(() => {
    if (!template) return;
    let gone = false;
    ask(client, template, version).then(
      (one) => !gone && setFound({ key, template: one }),
      // Without its template a record is still read by its envelope.
      (error: unknown) => !gone && setFound({ key, error: sentenceOf(error) }),
    );
    return () => {
      gone = true;
    };
  }, [client, template, version, key, online]);
  return found?.key === key ? { template: found.template, error: found.error } : { template: undefined, error: undefined };
}
