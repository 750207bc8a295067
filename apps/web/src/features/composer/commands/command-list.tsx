import { IconSlash } from '@tabler/icons-react';
import { useTranslation } from '../../../app/translation.tsx';
import { ChoiceList } from '../choice-list.tsx';
import type { Canned } from './canned.ts';
import type { Command } from './registry.ts';

interface Props {
  id: string;
  choices: readonly (Command | Canned)[];
  active: number;
  onActive(index: number): void;
  onChoose(choice: Command | Canned): void;
}

/** What a slash can do, with its name and what it takes. */
export function CommandList(props: Props) {
  const { t } = useTranslation('composer');
  return (
    <ChoiceList {...props} label={t('commands')} keyOf={(one) => ('canned' in one ? one.canned : one.name)}>
      {(one) => (
        <>
          <span className="kind-icon" style={{ width: 24, height: 24 }}>
            <IconSlash size={15} />
          </span>
          <span className="strong">{one.name}</span>
          <span className="dim ellipsis grow">{'canned' in one ? one.says : t(one.says)}</span>
        </>
      )}
    </ChoiceList>
  );
}
