import { IconSlash } from '@tabler/icons-react';
import { useTranslation } from '../../../app/translation.tsx';
import { ChoiceList } from '../choice-list.tsx';
import type { Command } from './registry.ts';

interface Props {
  id: string;
  choices: readonly Command[];
  active: number;
  onActive(index: number): void;
  onChoose(command: Command): void;
}

/** What a slash can do, with its name and what it takes. */
export function CommandList(props: Props) {
  const { t } = useTranslation('composer');
  return (
    <ChoiceList {...props} label={t('commands')} keyOf={({ name }) => name}>
      {({ name, says }) => (
        <>
          <span className="kind-icon" style={{ width: 24, height: 24 }}>
            <IconSlash size={15} />
          </span>
          <span className="strong">{name}</span>
          <span className="dim ellipsis grow">{t(says)}</span>
        </>
      )}
    </ChoiceList>
  );
}
