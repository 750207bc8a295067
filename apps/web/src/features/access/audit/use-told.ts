import { type AuditEntry, type Permission, permissionCatalogue } from '@rapport/contract';
import { useAnswer } from '../../../app/answers.ts';
import { useClient, useDoor } from '../../../app/client.tsx';
import { languageNow } from '../../../app/language.ts';
import { useTranslation } from '../../../app/translation.tsx';
import { useDepartments } from '../../people/departments.ts';
import { roleNameOf } from '../roles/role-name.ts';
import { acts, detailText, detailWords, isAct, isDetail } from './acts.ts';

type Names = ReadonlyMap<string, string>;

export interface Told {
  actor(entry: AuditEntry, names?: Names): string;
  act(entry: AuditEntry): string;
  /** Whom or what it was about; empty when it is not known by a name. */
  subject(entry: AuditEntry, names?: Names): string;
  from(entry: AuditEntry): string;
  detail(entry: AuditEntry): string;
  /** Rows of a table, with the names of everybody in them. */
  rowsOf(entries: readonly AuditEntry[]): Promise<string[][]>;
}

/** Matters by their ids, for whoever may see them. */
function useMatters(): Names {
  const may = useClient((s) => s.me?.permissions.includes('holds.manage') ?? false);
  const matters = useAnswer('holds.matters', may ? { limit: 200 } : null).data?.items ?? [];
  return new Map(matters.map(({ id, name }) => [id, name]));
}

/** Entries of the audit in words: names for ids, acts in the reader's language. */
export function useTold(): Told {
  const { t } = useTranslation('access');
  const client = useDoor();
  const people = useClient((s) => s.people);
  const me = useClient((s) => s.me?.user);
  const conversations = useClient((s) => s.conversations);
  const departments = useDepartments();
  const roles = useAnswer('access.roles', {}).data?.roles ?? [];
  const matters = useMatters();
  const personName = (id: string, names?: Names): string =>
    names?.get(id) ?? people[id]?.name ?? (me?.id === id ? me.name : id.slice(-8));

  const speech = { word: useDetailWord(), colon: t('detailColon'), comma: t('detailComma') };

  const told: Told = {
    detail: ({ detail }) => detailText(detail, speech),
    actor: ({ actor }, names) => (actor ? personName(actor, names) : t('auditHouse')),
    act: ({ act }) => (isAct(act) ? t(acts[act]) : act),
    from: ({ from }) => (from === 'command-line' ? t('auditCommandLine') : from),
    subject({ subjectKind, subject }, names) {
      if (!subject) return '';
      if (subjectKind === 'user') return personName(subject, names);
      if (subjectKind === 'matter') return matters.get(subject) ?? '';
      if (subjectKind === 'department') return departments.get(subject)?.name ?? '';
      const role = subjectKind === 'role' && roles.find((one) => one.id === subject);
      if (role) return roleNameOf(role, t);
      return conversations[subject]?.name ?? '';
    },
    async rowsOf(entries) {
      const ids = [...new Set(entries.flatMap((e) => [e.actor, e.subjectKind === 'user' ? e.subject : null]))].filter(
        (id) => id !== null,
      );
      const names = new Map<string, string>();
      for (let i = 0; i < ids.length; i += 200) {
        const { users } = await client.call('people.get', { ids: ids.slice(i, i + 200) as never });
        for (const user of users) names.set(user.id, user.name);
      }
      return entries.map((entry) => [
        new Date(entry.at).toISOString(),
        told.actor(entry, names),
        told.act(entry),
        told.subject(entry, names) || [entry.subjectKind, entry.subject].filter(Boolean).join(' '),
        told.detail(entry),
        told.from(entry),
      ]);
    },
  };
  return told;
}

/** Says names of details, permissions and ids in the reader's language. */
function useDetailWord(): (text: string) => string {
  const { t } = useTranslation('access');
  const people = useClient((s) => s.people);
  const conversations = useClient((s) => s.conversations);
  const departments = useDepartments();
  const roles = useAnswer('access.roles', {}).data?.roles ?? [];
  const matters = useMatters();
  const named = (id: string): string | undefined => {
    const role = roles.find((one) => one.id === id);
    return role
      ? roleNameOf(role, t)
      : (departments.get(id)?.name ?? people[id]?.name ?? conversations[id]?.name ?? matters.get(id));
  };
  return (text) => {
    if (isDetail(text)) return t(detailWords[text]);
    if (Object.hasOwn(permissionCatalogue, text))
      return permissionCatalogue[text as Permission][languageNow() === 'zh-CN' ? 'zh' : 'en'];
    return /^[0-9a-f-]{36}$/.test(text) ? (named(text) ?? text.slice(-8)) : text;
  };
}
