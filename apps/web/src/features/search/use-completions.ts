import { useDebouncedValue } from '@mantine/hooks';
import { useAnswer } from '../../app/answers.ts';
import { useClient } from '../../app/client.tsx';
import { useTranslation } from '../../app/translation.tsx';
import { type Begun, begins, begunIn, type Completion, quotedValue } from './completions.ts';

const channels = {
  email: 'kindEmail',
  web: 'kindWeb',
  wechat: 'kindWechat',
  wecom: 'kindWecom',
  phone: 'kindPhone',
  visit: 'kindVisit',
  letter: 'kindLetter',
  api: 'kindApi',
} as const;

const isOf = (names: readonly string[], begun: Begun | undefined): boolean =>
  begun?.operator !== undefined && names.includes(begun.operator.toLowerCase());

/** How a query that is being typed may go on: operators about customers, kinds of channels, contacts. */
export function useCompletions(text: string): readonly Completion[] {
  const { t } = useTranslation('search');
  // By the names of the page's language, which are the ones that are put, and by the English ones.
  const contactNames = [t('opContact'), t('opCustomer'), 'contact', 'customer'];
  const channelNames = [t('opChannel'), 'channel'];
  const sees = useClient((s) => s.me?.permissions.includes('contacts.read') ?? false);
  const begun = begunIn(text);
  const named = isOf(contactNames, begun) ? (begun?.value.trim() ?? '') : '';
  const [asked] = useDebouncedValue(named, 150);
  const contacts = useAnswer('contacts.list', sees && asked !== '' && named !== '' ? { text: asked, limit: 6 } : null).data;
  if (!begun) return [];
  const put = (what: string, value: string): Completion => ({
    text: `${begun.before}${begun.minus}${value}`,
    put: `${begun.minus}${value}`,
    what,
  });
  if (begun.operator === undefined) {
    const name = ([first]: readonly string[]): string => `${first}:`;
    return [
      ...(sees && begins(contactNames, begun.value) ? [put(t('byContact'), name(contactNames))] : []),
      ...(begins(channelNames, begun.value) ? [put(t('byChannel'), name(channelNames))] : []),
    ];
  }
  if (isOf(channelNames, begun))
    return Object.entries(channels).flatMap(([kind, word]) => {
      const called = t(word);
      return begins([kind, called], begun.value, 0) ? [put('', `${begun.operator}:${called} `)] : [];
    });
  if (named === '') return [];
  return (contacts?.items ?? []).map(({ name, company }) => put(company?.name ?? '', `${begun.operator}:${quotedValue(name)} `));
}
