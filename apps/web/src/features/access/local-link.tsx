import { localHostOf } from '../../app/local-address.ts';
import { useTranslation } from '../../app/translation.tsx';

/** Beside links to hand out: says so when nobody on another machine could open them, and what mends it. */
export function LocalLink({ link }: { link: string }) {
  const { t } = useTranslation('access');
  const host = localHostOf(link);
  if (host === undefined) return null;
  return (
    <p className="dim" role="note">
      {t('localLink', { host })}
    </p>
  );
}
