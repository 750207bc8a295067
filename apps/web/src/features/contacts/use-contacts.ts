import type { ContactField, ContactType, Output } from '@rapport/contract';
import { createContext, use } from 'react';
import { useClient } from '../../app/client.tsx';
import { useTranslation } from '../../app/translation.tsx';
import { inWords } from '../forms/in-words.ts';

/** The organization's own types and fields, as the page has asked for them. */
export interface OwnSettings {
  data: Output<'contacts.settings'> | undefined;
  reload(): void;
}

export const SettingsContext = createContext<OwnSettings>({ data: undefined, reload: () => undefined });

/** Types and fields in the reader's words; those put away are left out. */
export function useOwn() {
  const { data, reload } = use(SettingsContext);
  const { language } = useTranslation('contacts');
  const called = ({ names }: Pick<ContactType | ContactField, 'names'>): string => inWords(names, language);
  return {
    reload,
    called,
    all: data,
    types: (data?.types ?? []).filter((one) => !one.archived),
    fields: (data?.fields ?? []).filter((one) => !one.archived),
  };
}

/** What the kinds of handles are called, by keys of the words. */
export const handleNames = {
  email: 'email',
  phone: 'phone',
  fax: 'fax',
  wechat: 'wechat',
  wecom: 'wecom',
  web: 'web',
  post: 'post',
  api: 'api',
  visit: 'visit',
} as const;

/** What I may do with contacts. */
export function useMayContacts() {
  const held = useClient((s) => s.me?.permissions);
  return {
    manage: held?.includes('contacts.manage') ?? false,
    configure: held?.includes('contacts.configure') ?? false,
  };
}
