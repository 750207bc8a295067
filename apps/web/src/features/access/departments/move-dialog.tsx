import { Button, Group, Modal, Select, Stack } from '@mantine/core';
import type { Department } from '@rapport/contract';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { departmentOptions } from '../../people/departments.ts';
import { mayLie, type Place } from './tree.ts';

interface Props {
  department: Department;
  tree: ReadonlyMap<string, Department>;
  onMove(place: Place): void;
  onClose(): void;
}

const top = 'top';

/** Moves a department anywhere; where it may not lie is not offered. */
export function MoveDialog({ department, tree, onMove, onClose }: Props) {
  const { t } = useTranslation(['access', 'app']);
  const [parent, setParent] = useState<string>(department.parent ?? top);
  const offered = departmentOptions(tree).filter((option) => mayLie(tree, department.id, option.value));
  const move = (): void => {
    // Far past the last: the server puts it there.
    if (parent !== (department.parent ?? top))
      onMove({ parent: parent === top ? null : (parent as NonNullable<Department['parent']>), position: 5_000 });
    onClose();
  };
  return (
    <Modal opened onClose={onClose} title={department.name} closeButtonProps={{ 'aria-label': t('app:close') }}>
      <Stack>
        <Select
          label={t('departmentParent')}
          data={[{ value: top, label: t('topLevel') }, ...offered]}
          value={parent}
          onChange={(value) => setParent(value ?? top)}
          allowDeselect={false}
          searchable
          data-autofocus
        />
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            {t('app:cancel')}
          </Button>
          <Button onClick={move}>{t('moveHere')}</Button>
        </Group>
      </Stack>
    </Modal>
  );
}
