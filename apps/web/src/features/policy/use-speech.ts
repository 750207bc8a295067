import { useMemo } from 'react';
import { useAnswer } from '../../app/answers.ts';
import { useTranslation } from '../../app/translation.tsx';
import { channelName } from '../customers/channel-name.ts';
import { inWords } from '../forms/in-words.ts';
import type { Speech } from './rule-lines.ts';

/** Channels that rules may speak of, whether there is an account or not. */
const usual = ['email', 'web', 'wechat', 'wecom', 'sms', 'phone', 'visit', 'letter'];

/** Names of what rules speak of, in the reader's words. */
export function useSpeech() {
  const { t, language } = useTranslation(['policy', 'customers']);
  const own = useAnswer('contacts.settings', {}).data;
  const templates = useAnswer('templates.list', { archived: true }).data?.templates;
  const accounts = useAnswer('policy.accounts', {}).data?.accounts;
  return useMemo(() => {
    const types = (own?.types ?? []).map(({ id, names, archived }) => ({
      id: id as string,
      archived,
      name: inWords(names, language),
    }));
    const fields = (own?.fields ?? []).map(({ key, names, archived }) => ({ id: key, archived, name: inWords(names, language) }));
    const forms = (templates ?? []).map(({ id, names, archived }) => ({
      id: id as string,
      archived,
      name: inWords(names, language),
    }));
    const called = (all: readonly { id: string; name: string }[], id: string): string =>
      all.find((one) => one.id === id)?.name ?? id;
    const speech: Speech = {
      say: (key, holes) => t(key as never, holes),
      channel: (kind) => channelName(kind, t as never),
      type: (id) => (id === null ? t('allTypes') : called(types, id)),
      template: (id) => called(forms, id),
      field: (key) => called(fields, key),
    };
    const channels = [...new Set([...usual, ...(accounts ?? []).map(({ kind }) => kind as string)])];
    return { speech, channels, types, fields, templates: forms, accounts: accounts ?? [] };
  }, [t, language, own, templates, accounts]);
}
export type Spoken = ReturnType<typeof useSpeech>;
