import { IconChevronLeft, IconChevronRight } from '@tabler/icons-react';
import { Link, Outlet, useMatchRoute } from '@tanstack/react-router';
import { useClient } from '../../app/client.tsx';
import { Empty } from '../../app/empty.tsx';
import { useTranslation } from '../../app/translation.tsx';
import { sectionIcons } from './section-icons.ts';
import { type AdminSection, sectionsFor } from './sections.ts';
import './admin.css';

const groups = [
  { group: 'customers', title: 'customersTitle' },
  { group: 'keeping', title: 'keepingTitle' },
] as const;

/** The pages of administration beside their list; on a phone one of both. */
export function AdminPage() {
  const { t } = useTranslation(['access', 'app']);
  const me = useClient((s) => s.me);
  const atHome = Boolean(useMatchRoute()({ to: '/admin' }));
  const sections = sectionsFor(me);
  if (sections.length === 0) return <Empty title={t('nothingHere')} text={t('nothingHereText')} />;
  return (
    <div className="admin" data-at={atHome ? 'list' : 'section'}>
      <nav className="side-list admin-list" aria-label={t('title')}>
        <Link to="/admin" className="admin-list-title">
          {t('title')}
        </Link>
        <SectionList sections={sections.filter(({ group }) => group === undefined)} />
        {groups.map(({ group, title }) => (
          <SectionGroupList key={group} title={t(title)} sections={sections.filter((one) => one.group === group)} />
        ))}
      </nav>
      <div className="admin-content">
        {!atHome && (
          <Link to="/admin" className="admin-back phone-only">
            <IconChevronLeft size={18} aria-hidden /> {t('title')}
          </Link>
        )}
        <Outlet />
      </div>
    </div>
  );
}

function SectionGroupList({ title, sections }: { title: string; sections: readonly AdminSection[] }) {
  if (sections.length === 0) return null;
  return (
    <>
      <h2 className="admin-list-heading">{title}</h2>
      <SectionList sections={sections} />
    </>
  );
}

function SectionList({ sections }: { sections: readonly AdminSection[] }) {
  return (
    <ul className="plain-list">
      {sections.map((section) => (
        <SectionLine key={section.path} section={section} />
      ))}
    </ul>
  );
}

function SectionLine({ section: { path, label, hint } }: { section: AdminSection }) {
  const { t } = useTranslation('access');
  const Icon = sectionIcons[path];
  return (
    <li>
      <Link to={path} className="side-link admin-link" activeProps={{ 'aria-current': 'page' }}>
        <Icon size={20} aria-hidden />
        <span className="grow min0">
          {t(label)}
          <span className="admin-link-hint">{t(hint)}</span>
        </span>
        <IconChevronRight size={18} className="phone-only" aria-hidden />
      </Link>
    </li>
  );
}
