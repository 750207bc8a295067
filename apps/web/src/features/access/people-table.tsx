import { Button, Group, Menu, Modal, Select, Stack, Switch } from '@mantine/core';
import type { BaseRole, Output, User } from '@rapport/contract';
import { IconDots } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useAct, useAnswer } from '../../app/answers.ts';
import { useClient, useDoor } from '../../app/client.tsx';
import { copyText } from '../../app/copy.ts';
import { IconButton } from '../../app/icon-button.tsx';
import { fullTimeOf } from '../../app/times.ts';
import { useClock } from '../../app/use-clock.ts';
import { Avatar, PersonMark } from '../people/avatar.tsx';
import { Section } from '../people/settings/section.tsx';

const roles: readonly BaseRole[] = ['owner', 'admin', 'member'];

/** Everybody with a role, the deactivated on request: after an import they are many. Changes are audited by the server. */
export function PeopleTable() {
  const { t } = useTranslation(['access', 'app']);
  const [limit, setLimit] = useState(50);
  const [inactive, setInactive] = useState(false);
  const answer = useAnswer('people.list', { limit, inactive, kinds: ['member', 'guest'] });
  const people = answer.data?.items ?? [];
  const replace = (user: User): void =>
    answer.set((old) => (old ? { ...old, items: old.items.map((p) => (p.id === user.id ? user : p)) } : old));
  return (
    <Section title={t('people')}>
      <Switch label={t('alsoInactive')} checked={inactive} onChange={(e) => setInactive(e.currentTarget.checked)} />
      {answer.error && <p role="alert">{answer.error}</p>}
      <ul className="plain-list">
        {people.map((person) => (
          <PersonLine key={person.id} person={person} onChange={replace} />
        ))}
      </ul>
      {answer.data?.next && (
        <Button variant="default" size="xs" onClick={() => setLimit(Math.min(200, limit + 50))}>
          {t('app:loadMore')}
        </Button>
      )}
    </Section>
  );
}

function PersonLine({ person, onChange }: { person: User; onChange(user: User): void }) {
  const { t } = useTranslation('access');
  const client = useDoor();
  const { act, busy } = useAct();
  const me = useClient((s) => s.me?.user.id);
  const change = (role: string | null): void =>
    void act(async () => {
      if (role && role !== person.role)
        onChange(await client.call('people.changeUser', { user: person.id, role: role as BaseRole }));
    });
  const offered = person.kind === 'guest' ? (['guest'] as const) : roles;
  return (
    <li className="session-line">
      <Avatar id={person.id} name={person.name} picture={person.avatar} guest={person.kind === 'guest'} />
      <span className="grow min0">
        <span className="strong">{person.name}</span> <PersonMark person={person} />
        <span className="dim session-detail ellipsis">{person.email}</span>
      </span>
      <Select
        size="xs"
        w={140}
        aria-label={t('role', { name: person.name })}
        data={offered.map((role) => ({ value: role, label: t(role) }))}
        value={person.role}
        allowDeselect={false}
        disabled={busy || !person.active || person.kind === 'guest'}
        onChange={change}
      />
      {person.id !== me ? <PersonMenu person={person} onChange={onChange} /> : <span className="menu-gap" />}
    </li>
  );
}

type Opened = { kind: 'deactivate' } | { kind: 'link'; made: Output<'people.createResetLink'> } | null;

function PersonMenu({ person, onChange }: { person: User; onChange(user: User): void }) {
  const { t } = useTranslation('access');
  const client = useDoor();
  const { act } = useAct();
  const [open, setOpen] = useState<Opened>(null);
  const reactivate = (): void => void act(async () => onChange(await client.call('people.reactivate', { user: person.id })));
  const link = (): void =>
    void act(async () => setOpen({ kind: 'link', made: await client.call('people.createResetLink', { user: person.id }) }));
  return (
    <>
      <Menu position="bottom-end">
        <Menu.Target>
          <IconButton label={t('actions', { name: person.name })} size={28}>
            <IconDots size={16} />
          </IconButton>
        </Menu.Target>
        <Menu.Dropdown>
          {person.active && <Menu.Item onClick={link}>{t('resetLink')}</Menu.Item>}
          {person.active ? (
            <Menu.Item color="red" onClick={() => setOpen({ kind: 'deactivate' })}>
              {t('deactivate')}
            </Menu.Item>
          ) : (
            <Menu.Item onClick={reactivate}>{t('reactivate')}</Menu.Item>
          )}
        </Menu.Dropdown>
      </Menu>
      {open?.kind === 'deactivate' && <DeactivateDialog person={person} onChange={onChange} onClose={() => setOpen(null)} />}
      {open?.kind === 'link' && <LinkDialog person={person} made={open.made} onClose={() => setOpen(null)} />}
    </>
  );
}

function DeactivateDialog({ person, onChange, onClose }: { person: User; onChange(user: User): void; onClose(): void }) {
  const { t } = useTranslation(['access', 'app']);
  const client = useDoor();
  const { act, busy } = useAct();
  const deactivate = (): void =>
    void act(async () => {
      onChange(await client.call('people.deactivate', { user: person.id }));
      onClose();
    });
  return (
    <Modal
      opened
      onClose={onClose}
      title={t('deactivateTitle', { name: person.name })}
      closeButtonProps={{ 'aria-label': t('app:close') }}
    >
      <Stack>
        <p>{t('deactivateText')}</p>
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            {t('app:cancel')}
          </Button>
          <Button color="red" loading={busy} onClick={deactivate}>
            {t('deactivateButton')}
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}

function LinkDialog({ person, made, onClose }: { person: User; made: Output<'people.createResetLink'>; onClose(): void }) {
  const { t } = useTranslation(['access', 'app']);
  const clock = useClock();
  return (
    <Modal
      opened
      onClose={onClose}
      title={t('linkTitle', { name: person.name })}
      closeButtonProps={{ 'aria-label': t('app:close') }}
    >
      <Stack>
        <p>{t('linkText', { time: fullTimeOf(made.expiresAt, clock) })}</p>
        <code className="invited-link">{made.link}</code>
        <Button variant="default" onClick={() => void copyText(made.link, t('app:copied'))}>
          {t('app:copy')}
        </Button>
      </Stack>
    </Modal>
  );
}
