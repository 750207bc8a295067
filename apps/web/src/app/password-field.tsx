import { PasswordInput, type PasswordInputProps } from '@mantine/core';
import { useTranslation } from './translation.tsx';

/** A password, with an eye to see it; the eye is named in the language of the page. */
export function PasswordField(props: PasswordInputProps) {
  const { t } = useTranslation('app');
  return <PasswordInput visibilityToggleButtonProps={{ 'aria-label': t('showPassword') }} {...props} />;
}
