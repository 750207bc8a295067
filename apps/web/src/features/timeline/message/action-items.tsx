import { Menu } from '@mantine/core';
import { useTranslation } from '../../../app/translation.tsx';
import { actionIcons } from './action-icons.ts';
import type { ActionName } from './actions.ts';
import type { MessageActionsDoor } from './use-message-actions.ts';

/** What can be done with a message, but for what stands on its bar. */
export function ActionItems({ actions, without }: { actions: MessageActionsDoor; without: readonly ActionName[] }) {
  const { t } = useTranslation('timeline');
  return (
    <>
      {actions.names
        .filter((name) => !without.includes(name))
        .map((name) => {
          const Icon = actionIcons[name];
          return (
            <Menu.Item
              key={name}
              leftSection={<Icon size={16} />}
              {...(name === 'recall' ? { color: 'red' } : {})}
              onClick={() => actions.run(name)}
            >
              {t(name)}
            </Menu.Item>
          );
        })}
    </>
  );
}
