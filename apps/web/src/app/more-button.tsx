import { Button, type ButtonProps } from '@mantine/core';
import { useTranslation } from './translation.tsx';

/** Asks for the next page of a list; nothing where there is none. */
export function MoreButton({ more, ...props }: ButtonProps & { more: (() => void) | undefined }) {
  const { t } = useTranslation('app');
  if (!more) return null;
  return (
    <Button variant="default" {...props} onClick={more}>
      {t('loadMore')}
    </Button>
  );
}
