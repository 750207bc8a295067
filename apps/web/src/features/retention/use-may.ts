import type { Permission } from '@rapport/contract';
import { useClient } from '../../app/client.tsx';

/** Whether I hold a permission everywhere. */
export const useMay = (permission: Permission): boolean => useClient((s) => s.me?.permissions.includes(permission) ?? false);

export const useMyId = (): string | undefined => useClient((s) => s.me?.user.id);
