import type { User } from '@rapport/contract';
import { useEffect, useMemo, useState } from 'react';
import { useClient, useDoor } from '../../app/client.tsx';
import { useTranslation } from '../../app/translation.tsx';
import { useDepartments } from '../people/departments.ts';
import { type MentionLabel, type MentionQuery, rank } from './mention-text.ts';

export interface MentionChoice extends MentionLabel {
  id: string;
  name: string;
  sortKey: string;
  kind: 'user' | 'department' | 'all';
  person?: User;
  /** Not a member: they are mentioned by name and see it only when they are added. */
  outside?: boolean;
}

/** Who can be mentioned here for what is being typed: members first, then everybody, departments, colleagues who are not members. */
export function useMentionChoices(conversation: string, query: MentionQuery | null): MentionChoice[] {
  const { t } = useTranslation(['timeline', 'composer']);
  const members = useMembers(conversation, query !== null);
  const others = useOthers(query?.query ?? null);
  const people = useClient((s) => s.people);
  const kind = useClient((s) => s.conversations[conversation]?.kind);
  const may = useClient((s) => s.me?.permissions);
  const me = useClient((s) => s.me?.user.id);
  const departments = useDepartments();
  const everybody = t('everybody');
  const everybodyKey = t('composer:sortKeyOfEveryone');
  const asked = query?.query ?? null;

  return useMemo(() => {
    if (asked === null) return [];
    const inside = new Set(members);
    const choiceOf = (person: User, outside: boolean): MentionChoice => ({
      id: person.id,
      name: person.name,
      sortKey: person.sortKey,
      kind: 'user',
      person,
      label: `@${person.name}`,
      token: `<@${person.id}>`,
      ...(outside ? { outside } : {}),
    });
    const here = members.flatMap((id) => (id !== me && people[id]?.active ? [choiceOf(people[id], false)] : []));
    const groups: MentionChoice[] = [];
    if (kind !== 'direct' && may?.includes('conversations.mentionAll')) {
      groups.push({
        id: 'all',
        name: everybody,
        sortKey: everybodyKey,
        kind: 'all',
        label: `@${everybody}`,
        token: '<!all>',
      });
      for (const d of departments.values())
        groups.push({ id: d.id, name: d.name, sortKey: d.name, kind: 'department', label: `@${d.name}`, token: `<@&${d.id}>` });
    }
    const away = kind === 'direct' ? [] : others.filter((p) => !inside.has(p.id) && p.id !== me).map((p) => choiceOf(p, true));
    const ranked = [...rank(here, asked, 8), ...rank(groups, asked, 3)];
    return [...ranked, ...away.slice(0, Math.max(0, 8 - ranked.length))];
  }, [asked, members, others, people, kind, may, me, departments, everybody, everybodyKey]);
}

function useMembers(conversation: string, wanted: boolean): readonly string[] {
  const client = useDoor();
  const parent = useClient((s) => s.conversations[conversation]?.parent?.conversation);
  const [members, setMembers] = useState<readonly string[]>([]);
  useEffect(() => {
    if (!wanted) return;
    let gone = false;
    // A topic is talked in by the people of its parent, whether they follow it yet or not.
    client.call('conversations.members', { conversation: (parent ?? conversation) as never, limit: 200 }).then(
      (page) => {
        if (gone) return;
        const ids = page.items.map((m) => m.user);
        void client.needPeople(ids);
        setMembers(ids);
      },
      () => undefined,
    );
    return () => {
      gone = true;
    };
  }, [client, conversation, parent, wanted]);
  return members;
}

const nobody: User[] = [];

/** Colleagues by name, pinyin or initials, as the server finds them: for those who are not members, and for large groups. */
function useOthers(text: string | null): User[] {
  const client = useDoor();
  const [found, setFound] = useState(nobody);
  useEffect(() => {
    if (!text) return setFound(nobody);
    let gone = false;
    const timer = setTimeout(() => {
      client.call('people.search', { text, limit: 8 }).then(
        (answer) => !gone && setFound(answer.users),
        () => !gone && setFound(nobody),
      );
    }, 150);
    return () => {
      gone = true;
      clearTimeout(timer);
    };
  }, [client, text]);
  return found;
}
