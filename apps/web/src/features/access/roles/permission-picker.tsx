import { Checkbox } from '@mantine/core';
import { type Permission, permissionCatalogue, type Role } from '@rapport/contract';
import { useId } from 'react';
import { useClient } from '../../../app/client.tsx';
import { languageNow } from '../../../app/language.ts';
import { useTranslation } from '../../../app/translation.tsx';
import { permissionGroups } from './permission-groups.ts';

interface Props {
  chosen: readonly Permission[];
  /** Of a built-in role: guests cannot hold everything. */
  baseRole: Role['key'];
  onChange(chosen: Permission[]): void;
}

/** What may be permitted, in plain words; what one does not hold oneself is shown and not offered. */
export function PermissionPicker({ chosen, baseRole, onChange }: Props) {
  const { t } = useTranslation('access');
  return (
    <>
      {permissionGroups.map((group) => (
        <fieldset key={group.label} className="permission-group">
          <legend>{t(group.label)}</legend>
          {group.permissions.map((permission) => (
            <PermissionLine
              key={permission}
              permission={permission}
              baseRole={baseRole}
              checked={chosen.includes(permission)}
              onChange={(on) => onChange(on ? [...chosen, permission] : chosen.filter((one) => one !== permission))}
            />
          ))}
        </fieldset>
      ))}
    </>
  );
}

interface LineProps {
  permission: Permission;
  baseRole: Role['key'];
  checked: boolean;
  onChange(on: boolean): void;
}

function PermissionLine({ permission, baseRole, checked, onChange }: LineProps) {
  const { t } = useTranslation('access');
  const id = useId();
  const held = useClient((s) => s.me?.permissions.includes(permission) ?? false);
  const entry = permissionCatalogue[permission];
  const scopes = entry.scopes as readonly string[];
  const forGuests = baseRole !== 'guest' || entry.guest;
  const why = !held ? t('whyNotHeld') : !forGuests ? t('whyNotGuest') : null;
  const places = [scopes.includes('department') && t('atDepartment'), scopes.includes('conversation') && t('atConversation')];
  return (
    <Checkbox
      id={id}
      label={entry[languageNow() === 'zh-CN' ? 'zh' : 'en']}
      description={why ?? (baseRole === null ? places.filter(Boolean).join(' · ') || undefined : undefined)}
      checked={checked}
      disabled={!held || (!forGuests && !checked)}
      onChange={(e) => onChange(e.currentTarget.checked)}
    />
  );
}
