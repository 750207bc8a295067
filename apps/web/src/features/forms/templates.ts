import type { Client } from '@rapport/client';
import type { Language, Template, Words } from '@rapport/contract';
import { useEffect, useState } from 'react';
import { useDoor } from '../../app/client.tsx';

/** A name in the reader's language, or in the one there is. */
export const inWords = (words: Words | undefined, language: Language): string =>
  (language === 'zh-CN' ? (words?.zh ?? words?.en) : (words?.en ?? words?.zh)) ?? '';

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

/** The version of a template that a record was written with; undefined until it is here. */
export function useTemplate(template: string, version: number): Template | undefined {
  const client = useDoor();
  const [found, setFound] = useState<Template>();
  useEffect(() => {
    let gone = false;
    ask(client, template, version).then(
      (one) => !gone && setFound(one),
      // Without its template a record is still read by its envelope.
      () => undefined,
    );
    return () => {
      gone = true;
    };
  }, [client, template, version]);
  return found?.id === template && found.version === version ? found : undefined;
}
