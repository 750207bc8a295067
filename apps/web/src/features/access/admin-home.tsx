import { Button, Stack } from '@mantine/core';
import { IconCircle, IconCircleCheckFilled, IconHierarchy2, IconPackageImport } from '@tabler/icons-react';
import { Link, type LinkProps } from '@tanstack/react-router';
import { useState } from 'react';
import { useAnswer } from '../../app/answers.ts';
import { useClient } from '../../app/client.tsx';
import { copyText } from '../../app/copy.ts';
import { Dialog } from '../../app/dialog.tsx';
import { useTranslation } from '../../app/translation.tsx';
import { pathOf, peopleBelow, useDepartments } from '../people/departments.ts';
import { reachOf } from '../people/may.ts';
import { inDepartmentsOnly } from './sections.ts';

interface Step {
  to: LinkProps['to'];
  title: 'stepInvite' | 'stepDepartments' | 'stepSettings' | 'stepGroup' | 'stepSecond';
  text: 'stepInviteText' | 'stepDepartmentsText' | 'stepSettingsText' | 'stepGroupText' | 'stepSecondText';
  done: boolean;
  shown: boolean;
}

function useSteps(): Step[] {
  const me = useClient((s) => s.me);
  const groups = useClient((s) => Object.values(s.conversations).some((c) => c.kind === 'group'));
  const departments = useDepartments();
  const may = me?.permissions ?? [];
  const people = useAnswer('people.list', { limit: 2 });
  const invitations = useAnswer('people.invitations', may.includes('people.invite') ? {} : null);
  const changed = useAnswer('access.auditList', may.includes('audit.read') ? { act: 'organization.changed', limit: 1 } : null);
  const company = (people.data?.items.length ?? 0) > 1 || (invitations.data?.invitations.length ?? 0) > 0;
  const steps: Step[] = [
    { to: '/admin/people', title: 'stepInvite', text: 'stepInviteText', done: company, shown: may.includes('people.invite') },
    {
      to: '/admin/departments',
      title: 'stepDepartments',
      text: 'stepDepartmentsText',
      done: departments.size > 0,
      shown: may.includes('departments.manage'),
    },
    {
      to: '/admin/settings',
      title: 'stepSettings',
      text: 'stepSettingsText',
      done: (changed.data?.items.length ?? 0) > 0,
      shown: may.includes('organization.manage'),
    },
    { to: '/', title: 'stepGroup', text: 'stepGroupText', done: groups, shown: may.includes('conversations.create') },
    { to: '/me', title: 'stepSecond', text: 'stepSecondText', done: me?.secondFactor ?? false, shown: true },
  ];
  return steps.filter((step) => step.shown);
}

/** The first page of administration: one's departments, or what a new organization still needs. */
export function AdminHome() {
  return useClient((s) => inDepartmentsOnly(s.me)) ? <DepartmentsHome /> : <OrganizationHome />;
}

/** Whoever administers departments only sees which ones, and what can be done there. */
function DepartmentsHome() {
  const { t } = useTranslation('access');
  const me = useClient((s) => s.me);
  const tree = useDepartments();
  const reaches = (['people.manage', 'people.invite', 'departments.manage'] as const).map((one) => reachOf(me, one, tree));
  const roots = [...tree.values()].filter(({ id }) => reaches.some((reach) => reach.roots.some((root) => root.id === id)));
  return (
    <div className="admin-page">
      <h1>{t('yourDepartments')}</h1>
      <p className="admin-lead">{t('yourDepartmentsText')}</p>
      <ul className="plain-list steps">
        {roots.map(({ id }) => (
          <li key={id}>
            <Link to="/admin/people" search={{ department: id }} className="step">
              <IconHierarchy2 className="step-mark" aria-hidden />
              <span>
                <span className="strong">{pathOf(tree, id)}</span>
                <span className="step-text">{t('departmentPeople', { count: peopleBelow(tree, id) })}</span>
              </span>
            </Link>
          </li>
        ))}
      </ul>
    </div>
  );
}

function OrganizationHome() {
  const { t } = useTranslation('access');
  const held = useClient((s) => s.me?.permissions) ?? [];
  const [importing, setImporting] = useState(false);
  const steps = useSteps();
  const open = steps.some((step) => !step.done);
  return (
    <div className="admin-page">
      <h1>{t('homeTitle')}</h1>
      <p className="admin-lead">{t(open ? 'homeText' : 'homeDone')}</p>
      <ol className="plain-list steps">
        {steps.map(({ to, title, text, done }) => (
          <li key={title}>
            <Link to={to} className="step" data-done={done || undefined}>
              {done ? (
                <IconCircleCheckFilled className="step-mark" role="img" aria-label={t('stepDone')} />
              ) : (
                <IconCircle className="step-mark" role="img" aria-label={t('stepOpen')} />
              )}
              <span>
                <span className="strong">{t(title)}</span>
                <span className="step-text">{t(text)}</span>
              </span>
            </Link>
          </li>
        ))}
        {held.includes('imports.run') && (
          <li>
            <button type="button" className="step" onClick={() => setImporting(true)}>
              <IconPackageImport className="step-mark" aria-hidden />
              <span>
                <span className="strong">{t('stepImport')}</span>
                <span className="step-text">{t('stepImportText')}</span>
              </span>
            </button>
          </li>
        )}
      </ol>
      {importing && <ImportDialog onClose={() => setImporting(false)} />}
    </div>
  );
}

/** What to type on the server: an import needs its files there. */
function ImportDialog({ onClose }: { onClose(): void }) {
  const { t } = useTranslation('access');
  return (
    <Dialog onClose={onClose} title={t('importTitle')} size="lg">
      <Stack>
        <p>{t('importText')}</p>
        <Command text="npx rapport import slack ./export.zip --dry-run" />
        <p>{t('importThen')}</p>
        <Command text="npx rapport import slack ./export.zip" />
        <p>{t('importIrc')}</p>
        <Command text="npx rapport import irc ./logs --dry-run" />
        <p className="dim">{t('importAfter')}</p>
      </Stack>
    </Dialog>
  );
}

function Command({ text }: { text: string }) {
  const { t } = useTranslation('app');
  return (
    <div className="command">
      <code>{text}</code>
      <Button size="xs" variant="default" onClick={() => void copyText(text, t('copied'))}>
        {t('copy')}
      </Button>
    </div>
  );
}
