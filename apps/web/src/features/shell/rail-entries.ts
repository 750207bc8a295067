import type { Me } from '@rapport/contract';
import {
  type Icon,
  IconAddressBook,
  IconArchive,
  IconBell,
  IconBookmark,
  IconFolder,
  IconFolderSearch,
  IconInbox,
  IconMessages,
  IconSearch,
  IconShieldCog,
  IconUsers,
} from '@tabler/icons-react';
import type { LinkProps } from '@tanstack/react-router';
import { sectionsFor } from '../access/sections.ts';
import { useNeedCount, useWaitingCount } from '../attention/use-waiting.ts';
import { useCaseCount } from '../inbox/told-cases.ts';
import type { shell } from './words.ts';

/** A place one goes to from the rail. A room with pages of its own joins with one entry. */
export interface RailEntry {
  id: string;
  path: NonNullable<LinkProps['to']>;
  /** Its name, a key of the shell's words. */
  label: keyof typeof shell;
  icon: Icon;
  /** Other addresses that are this place too; those below `path` are by themselves. */
  also?: readonly NonNullable<LinkProps['to']>[];
  /** In the bar at the foot of a phone; the others are behind “More” there. */
  foot?: true;
  /** To whom it is shown; to everybody when absent. */
  shown?: (me: Me | null | undefined) => boolean;
  /** A hook that counts what waits there. */
  useCount?: () => number;
}

/** From top to bottom. */
export const railEntries: readonly RailEntry[] = [
  { id: 'attention', path: '/attention', label: 'attention', icon: IconBell, foot: true, useCount: useNeedCount },
  {
    id: 'messages',
    path: '/',
    also: ['/c/$conversation'],
    label: 'conversations',
    icon: IconMessages,
    foot: true,
    useCount: useWaitingCount,
  },
  {
    id: 'inbox',
    path: '/inbox',
    label: 'inbox',
    icon: IconInbox,
    foot: true,
    useCount: useCaseCount,
    shown: (me) => me?.permissions.includes('contacts.read') ?? false,
  },
  { id: 'saved', path: '/saved', label: 'saved', icon: IconBookmark },
  { id: 'search', path: '/search', label: 'search', icon: IconSearch, foot: true },
  { id: 'records', path: '/records', also: ['/commitments', '/exports'], label: 'records', icon: IconArchive, foot: true },
  {
    id: 'archive',
    path: '/archive',
    label: 'archive',
    icon: IconFolderSearch,
    shown: (me) => ['archive.read', 'archive.approve'].some((one) => me?.permissions.includes(one as never)),
  },
  {
    id: 'contacts',
    path: '/contacts',
    label: 'contacts',
    icon: IconAddressBook,
    shown: (me) => me?.permissions.includes('contacts.read') ?? false,
  },
  { id: 'files', path: '/files', label: 'files', icon: IconFolder },
  {
    id: 'people',
    path: '/people',
    label: 'people',
    icon: IconUsers,
    shown: (me) => me?.permissions.includes('people.browse') ?? false,
  },
  {
    id: 'admin',
    path: '/admin',
    label: 'admin',
    icon: IconShieldCog,
    shown: (me) => sectionsFor(me).length > 0,
  },
];
