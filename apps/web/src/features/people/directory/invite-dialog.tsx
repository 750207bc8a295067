import { Button, Group, Radio, Select, Stack, Textarea } from '@mantine/core';
import type { Output } from '@rapport/contract';
import { type FormEvent, lazy, Suspense, useState } from 'react';
import { useAct } from '../../../app/answers.ts';
import { useDoor } from '../../../app/client.tsx';
import { copyText } from '../../../app/copy.ts';
import { Dialog } from '../../../app/dialog.tsx';
import { languageNow } from '../../../app/language.ts';
import { useTranslation } from '../../../app/translation.tsx';
import { departmentOptions, useDepartments } from '../departments.ts';
import { useReach } from '../may.ts';

const LocalLink = lazy(async () => ({ default: (await import('../../access/local-link.tsx')).LocalLink }));

/** Addresses out of whatever was pasted: commas, semicolons, lines, full-width ones too, and names before <addresses>. */
export const addressesOf = (text: string): string[] => [
  ...new Set(text.split(/[\s,;，；、<>()（）"“”]+/u).filter((a) => a.includes('@'))),
];

/** Whole entries without an address in them, which would be dropped: each part between commas, semicolons and lines. */
export const withoutAddress = (text: string): string[] => [
  ...new Set(
    text
      .split(/[\n,;，；、]+/u)
      .map((part) => part.trim())
      .filter((part) => part !== '' && !part.includes('@') && !/["“”]/u.test(part)),
  ),
];

export function InviteDialog({ onClose }: { onClose(): void }) {
  const { t } = useTranslation(['people', 'app']);
  const client = useDoor();
  const { act, busy } = useAct();
  const [text, setText] = useState('');
  const [role, setRole] = useState<'member' | 'guest'>('member');
  const departments = useDepartments();
  const reach = useReach('people.invite');
  const offered = departmentOptions(departments, (id) => reach.at([id]));
  const [chosen, setDepartment] = useState<string | null>(null);
  // Who invites for one department only need not choose it.
  const department = chosen ?? (!reach.everywhere && offered.length === 1 ? (offered[0]?.value ?? null) : null);
  const placed = role === 'member' || !reach.everywhere;
  const [done, setDone] = useState<Output<'people.invite'> | null>(null);
  const emails = addressesOf(text);
  const dropped = withoutAddress(text);
  const submit = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    const place = department && placed ? { department: department as never } : {};
    setDone((await act(() => client.call('people.invite', { emails, role, language: languageNow(), ...place }))) ?? null);
  };
  return (
    <Dialog onClose={onClose} title={t('inviteTitle')}>
      {done ? (
        <Invited done={done} onClose={onClose} />
      ) : (
        <form onSubmit={submit}>
          <Stack>
            <Textarea
              label={t('inviteEmails')}
              description={t('inviteEmailsHint')}
              value={text}
              onChange={(e) => setText(e.currentTarget.value)}
              autosize
              minRows={2}
              maxRows={8}
              required
              data-autofocus
            />
            {dropped.length > 0 && (
              <p className="dim" role="status">
                {t('inviteDropped', { words: new Intl.ListFormat(languageNow()).format(dropped.slice(0, 5)) })}
              </p>
            )}
            <Radio.Group label={t('inviteAs')} value={role} onChange={(value) => setRole(value === 'guest' ? 'guest' : 'member')}>
              <Stack gap={8} mt={8}>
                <Radio value="member" label={t('asMember')} />
                <Radio value="guest" label={t('asGuest')} />
              </Stack>
            </Radio.Group>
            {placed && departments.size > 0 && (
              <Select
                label={t('inviteDepartment')}
                description={reach.everywhere ? undefined : t('inviteDepartmentOwn')}
                data={offered}
                limit={100}
                value={department}
                onChange={setDepartment}
                clearable={reach.everywhere}
                required={!reach.everywhere}
                searchable
              />
            )}
            <Group justify="flex-end">
              <Button type="submit" loading={busy} disabled={emails.length === 0 || (!reach.everywhere && department === null)}>
                {emails.length > 1 ? t('inviteSendMany', { count: emails.length }) : t('inviteSend')}
              </Button>
            </Group>
          </Stack>
        </form>
      )}
    </Dialog>
  );
}

function Invited({ done, onClose }: { done: Output<'people.invite'>; onClose(): void }) {
  const { t } = useTranslation(['people', 'app']);
  const links = done.invited.filter((i) => i.link !== null);
  return (
    <Stack>
      {done.invited.length > 0 && <p>{t(links.length > 0 ? 'invitedLinks' : 'invitedMail')}</p>}
      {links.map(({ invitation, link }) => (
        <div key={invitation.id} className="invited">
          <span className="strong">{invitation.email}</span>
          <code className="invited-link">{link}</code>
          <Button size="xs" variant="default" onClick={() => void copyText(link ?? '', t('app:copied'))}>
            {t('app:copy')}
          </Button>
        </div>
      ))}
      <Suspense fallback={null}>{links[0]?.link && <LocalLink link={links[0].link} />}</Suspense>
      {done.known.length > 0 && <p className="dim">{t('knownAlready', { names: done.known.join(', ') })}</p>}
      <Group justify="flex-end">
        <Button onClick={onClose}>{t('done')}</Button>
      </Group>
    </Stack>
  );
}
