import type { CasePane } from '@rapport/contract';
import { useClient } from '../../app/client.tsx';
import { useTranslation } from '../../app/translation.tsx';
import { usePeopleNeeded, usePersonName } from '../people/person-name.ts';

interface Props {
  one: CasePane;
  /** I began to write while somebody else does. */
  refused: boolean;
  onTakeOver(): void;
}

/** Who else looks at this case, or writes an answer: two answers are worse than none. */
export function Others({ one, refused, onTakeOver }: Props) {
  const { t } = useTranslation('inbox');
  const me = useClient((s) => s.me?.user.id);
  const looks = useClient((s) => s.caseLooks[one.id]);
  const now = Date.now();
  const others = Object.entries(looks ?? {}).filter(([user, { until }]) => user !== me && until > now);
  const [first] = others.toSorted(([, a], [, b]) => Number(b.doing === 'typing') - Number(a.doing === 'typing'));
  const writes = one.draft && one.draft.user !== me && one.draft.until > now ? (one.draft.user as string) : undefined;
  const who = writes ?? first?.[0];
  const name = usePersonName(who ?? null);
  usePeopleNeeded(who ? [who] : []);
  if (!who && !refused) return null;
  const typing = refused || writes !== undefined || first?.[1].doing === 'typing';
  return (
    <p className="case-others" role="status">
      {who ? t(typing ? 'typing' : 'looking', { name }) : t('someoneTypes')}{' '}
      {refused && (
        <button type="button" className="link-button" onClick={onTakeOver}>
          {t('takeOver')}
        </button>
      )}
    </p>
  );
}
