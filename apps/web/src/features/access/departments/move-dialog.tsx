import { Button, Select, Stack } from '@mantine/core';
import type { Department } from '@rapport/contract';
import { useState } from 'react';
import { Dialog, DialogFoot } from '../../../app/dialog.tsx';
import { useTranslation } from '../../../app/translation.tsx';
import { departmentOptions } from '../../people/departments.ts';
import { mayLie, type Place } from './tree.ts';

interface Props {
  department: Department;
  tree: ReadonlyMap<string, Department>;
  mayPut(place: Place): boolean;
  onMove(place: Place): void;
  onClose(): void;
}

const top = 'top';
/** Far past the last: the server puts it there. */
const atEnd = (parent: string): Place => ({ parent: parent === top ? null : (parent as Place['parent']), position: 5_000 });

/** Moves a department anywhere; where it may not lie is not offered. */
export function MoveDialog({ department, tree, mayPut, onMove, onClose }: Props) {
  const { t } = useTranslation('access');
  const [parent, setParent] = useState<string>(department.parent ?? top);
  const offered = departmentOptions(tree, (id) => mayLie(tree, department.id, id) && mayPut(atEnd(id)));
  const move = (): void => {
    if (parent !== (department.parent ?? top)) onMove(atEnd(parent));
    onClose();
  };
  return (
    <Dialog onClose={onClose} title={department.name}>
      <Stack>
        <Select
          label={t('departmentParent')}
          data={[...(mayPut(atEnd(top)) ? [{ value: top, label: t('topLevel') }] : []), ...offered]}
          value={parent}
          onChange={(value) => setParent(value ?? top)}
          allowDeselect={false}
          searchable
          limit={100}
          data-autofocus
        />
        <DialogFoot onCancel={onClose}>
          <Button onClick={move}>{t('moveHere')}</Button>
        </DialogFoot>
      </Stack>
    </Dialog>
  );
}
