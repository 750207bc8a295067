import type { Client } from '@rapport/client';
import type { Language } from '@rapport/contract';
import {
  createRootRouteWithContext,
  createRoute,
  createRouter,
  lazyRouteComponent,
  Outlet,
  redirect,
} from '@tanstack/react-router';
import { commitmentsSearch } from '../features/commitments/commitments-search.ts';
import { ConversationPage } from '../features/conversations/conversation-page.tsx';
import { HomePage } from '../features/conversations/home-page.tsx';
import { exportsSearch } from '../features/exports/exports-search.ts';
import { filesSearch } from '../features/files/library/files-search.ts';
import { recordsSearch } from '../features/records/records-search.ts';
import { BrokenPage, LostPage } from '../features/shell/fallback-pages.tsx';
import { Shell } from '../features/shell/shell.tsx';
import {
  conversationSearch,
  departmentsSearch,
  directorySearch,
  erasuresSearch,
  fileSearch,
  findSearch,
  peopleSearch,
  rolesSearch,
  templatesSearch,
  wayInside,
} from './addresses.ts';
import { deviceNow } from './device.ts';
import { codeOf } from './errors.ts';
import { languageNow, speak } from './language.ts';

const root = createRootRouteWithContext<{ client: Client }>()({
  component: Outlet,
  notFoundComponent: LostPage,
  errorComponent: BrokenPage,
});

/** Everybody is spoken to in the language of their profile from the first page on, unless this device has another. */
async function speakTheirs(theirs: Language | undefined): Promise<void> {
  if (theirs && deviceNow().language === null && languageNow() !== theirs) await speak(theirs).catch(() => undefined);
}

/** Inside needs a session; without one the way leads to the sign-in page, or to set-up on a new server. */
async function requireMe(client: Client, here: string): Promise<void> {
  await client.restore();
  // What is kept is shown at once; a session that is over is noticed by the connection.
  await speakTheirs(client.state.me?.user.language);
  if (client.state.me && !client.state.signedOut) return void client.connect();
  try {
    const { user } = await client.callOverHttp('people.me', {});
    await speakTheirs(user.language);
  } catch (error) {
    if (codeOf(error) === 'not-signed-in') throw redirect({ to: '/sign-in', search: here === '/' ? {} : { next: here } });
    // Out of reach: what is kept on this device is shown, and the shell says so.
  }
  await client.connect();
}

const shell = createRoute({
  getParentRoute: () => root,
  id: 'shell',
  component: Shell,
  // A file may lie open over every page.
  validateSearch: fileSearch,
  beforeLoad: ({ context, location }) => requireMe(context.client, location.href),
});
const home = createRoute({ getParentRoute: () => shell, path: '/', component: HomePage });
const conversation = createRoute({
  getParentRoute: () => shell,
  path: '/c/$conversation',
  component: ConversationPage,
  validateSearch: conversationSearch,
});
const message = createRoute({
  getParentRoute: () => shell,
  path: '/c/$conversation/$seq',
  component: ConversationPage,
  validateSearch: conversationSearch,
});
const topic = createRoute({
  getParentRoute: () => shell,
  path: '/t/$topic',
  beforeLoad: async ({ context, params }) => {
    const found =
      context.client.state.conversations[params.topic] ??
      (await context.client.call('conversations.get', { conversation: params.topic }));
    throw redirect({
      to: '/c/$conversation',
      params: { conversation: found.parent?.conversation ?? found.id },
      search: found.parent ? { topic: found.id } : {},
    });
  },
});
const attention = createRoute({
  getParentRoute: () => shell,
  path: '/attention',
  component: lazyRouteComponent(() => import('../features/attention/attention-page.tsx'), 'AttentionPage'),
});
const saved = createRoute({
  getParentRoute: () => shell,
  path: '/saved',
  component: lazyRouteComponent(() => import('../features/panels/saved-page.tsx'), 'SavedPage'),
});
const search = createRoute({
  getParentRoute: () => shell,
  path: '/search',
  validateSearch: findSearch,
  component: lazyRouteComponent(() => import('../features/search/search-page.tsx'), 'SearchPage'),
});
const records = createRoute({
  getParentRoute: () => shell,
  path: '/records',
  validateSearch: recordsSearch,
  component: lazyRouteComponent(() => import('../features/records/records-page.tsx'), 'RecordsPage'),
});
const commitments = createRoute({
  getParentRoute: () => shell,
  path: '/commitments',
  validateSearch: commitmentsSearch,
  component: lazyRouteComponent(() => import('../features/commitments/commitments-page.tsx'), 'CommitmentsPage'),
});
const exports = createRoute({
  getParentRoute: () => shell,
  path: '/exports',
  validateSearch: exportsSearch,
  component: lazyRouteComponent(() => import('../features/exports/exports-page.tsx'), 'ExportsPage'),
});
const archive = createRoute({
  getParentRoute: () => shell,
  path: '/archive',
  component: lazyRouteComponent(() => import('../features/archive/archive-page.tsx'), 'ArchivePage'),
});
const inspection = createRoute({
  getParentRoute: () => shell,
  path: '/archive/$inspection',
  validateSearch: recordsSearch,
  component: lazyRouteComponent(() => import('../features/archive/inside-page.tsx'), 'InsidePage'),
});
const record = createRoute({
  getParentRoute: () => records,
  path: '/$conversation/$seq',
  component: lazyRouteComponent(() => import('../features/records/card/record-card.tsx'), 'RecordCard'),
});
const contacts = createRoute({
  getParentRoute: () => shell,
  path: '/contacts',
  component: lazyRouteComponent(() => import('../features/contacts/contacts-page.tsx'), 'ContactsPage'),
});
const inbox = createRoute({
  getParentRoute: () => shell,
  path: '/inbox',
  component: lazyRouteComponent(() => import('../features/inbox/inbox-page.tsx'), 'InboxPage'),
});
const inboxNow = createRoute({
  getParentRoute: () => shell,
  path: '/inbox/now',
  component: lazyRouteComponent(() => import('../features/reports/now-page.tsx'), 'NowPage'),
});
const inboxReports = createRoute({
  getParentRoute: () => shell,
  path: '/inbox/reports',
  component: lazyRouteComponent(() => import('../features/reports/reports-page.tsx'), 'ReportsPage'),
});
const files = createRoute({
  getParentRoute: () => shell,
  path: '/files',
  validateSearch: filesSearch,
  component: lazyRouteComponent(() => import('../features/files/library/files-page.tsx'), 'FilesPage'),
});
const me = createRoute({
  getParentRoute: () => shell,
  path: '/me',
  component: lazyRouteComponent(() => import('../features/people/settings/settings-page.tsx'), 'SettingsPage'),
});
const people = createRoute({
  getParentRoute: () => shell,
  path: '/people',
  validateSearch: directorySearch,
  component: lazyRouteComponent(() => import('../features/people/directory/directory-page.tsx'), 'DirectoryPage'),
});
const person = createRoute({
  getParentRoute: () => shell,
  path: '/people/$person',
  validateSearch: directorySearch,
  component: lazyRouteComponent(() => import('../features/people/directory/directory-page.tsx'), 'DirectoryPage'),
});
const admin = createRoute({
  getParentRoute: () => shell,
  path: '/admin',
  component: lazyRouteComponent(() => import('../features/access/admin-page.tsx'), 'AdminPage'),
});
const administration = [
  createRoute({
    getParentRoute: () => admin,
    path: '/',
    component: lazyRouteComponent(() => import('../features/access/admin-home.tsx'), 'AdminHome'),
  }),
  createRoute({
    getParentRoute: () => admin,
    path: '/people',
    component: lazyRouteComponent(() => import('../features/access/people/people-page.tsx'), 'PeoplePage'),
    validateSearch: peopleSearch,
  }),
  createRoute({
    getParentRoute: () => admin,
    path: '/departments',
    validateSearch: departmentsSearch,
    component: lazyRouteComponent(() => import('../features/access/departments/departments-page.tsx'), 'DepartmentsPage'),
  }),
  createRoute({
    getParentRoute: () => admin,
    path: '/roles',
    validateSearch: rolesSearch,
    component: lazyRouteComponent(() => import('../features/access/roles/roles-page.tsx'), 'RolesPage'),
  }),
  createRoute({
    getParentRoute: () => admin,
    path: '/conversations',
    component: lazyRouteComponent(() => import('../features/access/conversations/conversations-page.tsx'), 'ConversationsPage'),
  }),
  createRoute({
    getParentRoute: () => admin,
    path: '/files',
    component: lazyRouteComponent(() => import('../features/access/storage/storage-page.tsx'), 'StoragePage'),
  }),
  createRoute({
    getParentRoute: () => admin,
    path: '/templates',
    validateSearch: templatesSearch,
    component: lazyRouteComponent(() => import('../features/access/templates/templates-page.tsx'), 'TemplatesPage'),
  }),
  createRoute({
    getParentRoute: () => admin,
    path: '/settings',
    component: lazyRouteComponent(() => import('../features/access/settings/settings-page.tsx'), 'OrganizationPage'),
  }),
  createRoute({
    getParentRoute: () => admin,
    path: '/channels',
    component: lazyRouteComponent(() => import('../features/channels/channels-page.tsx'), 'ChannelsPage'),
  }),
  createRoute({
    getParentRoute: () => admin,
    path: '/inboxes',
    component: lazyRouteComponent(() => import('../features/inbox-settings/inboxes-page.tsx'), 'InboxesPage'),
  }),
  createRoute({
    getParentRoute: () => admin,
    path: '/policy',
    component: lazyRouteComponent(() => import('../features/policy/policy-page.tsx'), 'PolicyPage'),
  }),
  createRoute({
    getParentRoute: () => admin,
    path: '/holds',
    component: lazyRouteComponent(() => import('../features/retention/holds/holds-page.tsx'), 'HoldsPage'),
  }),
  createRoute({
    getParentRoute: () => admin,
    path: '/retention',
    component: lazyRouteComponent(() => import('../features/retention/rules/rules-page.tsx'), 'RulesPage'),
  }),
  createRoute({
    getParentRoute: () => admin,
    path: '/reviews',
    component: lazyRouteComponent(() => import('../features/retention/reviews/reviews-page.tsx'), 'ReviewsPage'),
  }),
  createRoute({
    getParentRoute: () => admin,
    path: '/due',
    component: lazyRouteComponent(() => import('../features/retention/due/due-page.tsx'), 'DuePage'),
  }),
  createRoute({
    getParentRoute: () => admin,
    path: '/due/$disposition',
    component: lazyRouteComponent(() => import('../features/retention/due/batch-page.tsx'), 'BatchPage'),
  }),
  createRoute({
    getParentRoute: () => admin,
    path: '/erasures',
    validateSearch: erasuresSearch,
    component: lazyRouteComponent(() => import('../features/retention/erasures/erasures-page.tsx'), 'ErasuresPage'),
  }),
  createRoute({
    getParentRoute: () => admin,
    path: '/archive',
    component: lazyRouteComponent(() => import('../features/archive/looks-page.tsx'), 'LooksPage'),
  }),
  createRoute({
    getParentRoute: () => admin,
    path: '/audit',
    component: lazyRouteComponent(() => import('../features/access/audit/audit-page.tsx'), 'AuditPage'),
  }),
  createRoute({
    getParentRoute: () => admin,
    path: '/health',
    component: lazyRouteComponent(() => import('../features/health/health-page.tsx'), 'HealthPage'),
  }),
] as const;

const setUp = createRoute({
  getParentRoute: () => root,
  path: '/set-up/$token',
  component: lazyRouteComponent(() => import('../features/people/entry/set-up-page.tsx'), 'SetUpPage'),
});
const signIn = createRoute({
  getParentRoute: () => root,
  path: '/sign-in',
  component: lazyRouteComponent(() => import('../features/people/entry/sign-in-page.tsx'), 'SignInPage'),
  validateSearch: (given: { next?: unknown }): { next?: string } => {
    const next = wayInside(given.next);
    return next ? { next } : {};
  },
});
const invitation = createRoute({
  getParentRoute: () => root,
  path: '/invitation/$token',
  component: lazyRouteComponent(() => import('../features/people/entry/invitation-page.tsx'), 'InvitationPage'),
});
const askReset = createRoute({
  getParentRoute: () => root,
  path: '/reset',
  component: lazyRouteComponent(() => import('../features/people/entry/reset-pages.tsx'), 'AskResetPage'),
});
const reset = createRoute({
  getParentRoute: () => root,
  path: '/reset/$token',
  component: lazyRouteComponent(() => import('../features/people/entry/reset-pages.tsx'), 'ResetPage'),
});

/** For somebody from outside: no session, and the token behind `#`. */
const countersign = createRoute({
  getParentRoute: () => root,
  path: '/countersign',
  component: lazyRouteComponent(() => import('../features/signing/countersign-page.tsx'), 'CountersignPage'),
});

const routeTree = root.addChildren([
  shell.addChildren([
    home,
    conversation,
    message,
    topic,
    attention,
    saved,
    search,
    records.addChildren([record]),
    commitments,
    exports,
    archive,
    inspection,
    contacts,
    inbox,
    inboxNow,
    inboxReports,
    files,
    me,
    people,
    person,
    admin.addChildren(administration),
  ]),
  setUp,
  signIn,
  invitation,
  askReset,
  reset,
  countersign,
]);

export const makeRouter = (client: Client) =>
  createRouter({ routeTree, context: { client }, defaultPreload: false, scrollRestoration: false });

declare module '@tanstack/react-router' {
  interface Register {
    router: ReturnType<typeof makeRouter>;
  }
}
