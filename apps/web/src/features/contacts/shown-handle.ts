import type { Handle } from '@rapport/contract';
import type { useTranslation } from '../../app/translation.tsx';

type T = ReturnType<typeof useTranslation<'contacts'>>['t'];

const number = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/** A handle as people tell it from others: the number of a browser says nothing to them, its last four characters do. */
export const shownHandle = ({ kind, value }: Pick<Handle, 'kind' | 'value'>, t: T): string =>
  kind === 'web' && number.test(value) ? t('contacts:visitorMark', { mark: value.slice(-4).toUpperCase() }) : value;
