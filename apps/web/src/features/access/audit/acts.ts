/** Acts as the server writes them, in words; one that is not known here is shown by its own name. */
export const acts = {
  'user.invited': 'actInvited',
  'user.created': 'actUserCreated',
  'user.changed': 'actUserChanged',
  'user.deactivated': 'actUserDeactivated',
  'user.reactivated': 'actUserReactivated',
  'user.sessions-ended': 'actSessionsEnded',
  'user.reset-link-made': 'actResetLink',
  'invitation.revoked': 'actInvitationRevoked',
  'role.created': 'actRoleCreated',
  'role.changed': 'actRoleChanged',
  'role.removed': 'actRoleRemoved',
  'role.granted': 'actRoleGranted',
  'role.revoked': 'actRoleRevoked',
  'department.created': 'actDepartmentCreated',
  'department.changed': 'actDepartmentChanged',
  'department.removed': 'actDepartmentRemoved',
  'organization.set-up': 'actOrganizationSetUp',
  'organization.changed': 'actOrganizationChanged',
  'conversation.archived': 'actConversationArchived',
  'conversation.restored': 'actConversationRestored',
  'conversation.owner-made': 'actOwnerMade',
  'files.limits-changed': 'actLimitsChanged',
  'template.created': 'actTemplateCreated',
  'template.changed': 'actTemplateChanged',
  'template.archived': 'actTemplateArchived',
  'template.restored': 'actTemplateRestored',
  'bot.created': 'actBotCreated',
  'token.created': 'actTokenCreated',
  'token.revoked': 'actTokenRevoked',
  'matter.opened': 'actMatterOpened',
  'hold.placed': 'actHoldPlaced',
  'hold.lift-asked': 'actHoldLiftAsked',
  'hold.lifted': 'actHoldLifted',
  'hold.read': 'actHoldRead',
  'retention.drafted': 'actRulesDrafted',
  'retention.approved': 'actRulesApproved',
  'retention.dropped': 'actRulesDropped',
  'retention.start-set': 'actStartSet',
  'retention.proposed': 'actProposed',
  'disposition.reviewed': 'actDispositionReviewed',
  'disposition.approved': 'actDispositionApproved',
  'disposition.withdrawn': 'actDispositionWithdrawn',
  'review.decided': 'actReviewDecided',
  'erasure.asked': 'actErasureAsked',
  'erasure.approved': 'actErasureApproved',
  'erasure.refused': 'actErasureRefused',
  'contact-type.changed': 'actContactType',
  'contact-field.changed': 'actContactField',
  'contacts.exported': 'actContactsExported',
  'channels.account-created': 'actChannelCreated',
  'channels.account-changed': 'actChannelChanged',
  'channels.account-tried': 'actChannelTried',
  'channels.letters-dropped': 'actLettersDropped',
  'channels.many-refused': 'actManyRefused',
  'import.done': 'actImported',
  'export.created': 'actExported',
  'export.cancelled': 'actExportCancelled',
  'export.taken': 'actExportTaken',
  'inspection.asked': 'actInspectionAsked',
  'inspection.approved': 'actInspectionApproved',
  'inspection.refused': 'actInspectionRefused',
  'inspection.ended': 'actInspectionEnded',
  'archive.ruleChanged': 'actArchiveRule',
} as const;

export const isAct = (act: string): act is keyof typeof acts => Object.hasOwn(acts, act);

/** How details are said: names and values in the reader's language, ids by their names, and what stands between them. */
export interface DetailSpeech {
  word(text: string): string;
  colon: string;
  comma: string;
}

/** The details of an act on one line: `fields: name, title · role: member → admin`. */
export function detailText(detail: Record<string, unknown>, { word, colon, comma }: DetailSpeech): string {
  const said = (value: unknown): string => {
    if (Array.isArray(value)) return value.map(said).join(comma);
    if (value !== null && typeof value === 'object') {
      const { from, to, kind, id } = value as Record<string, unknown>;
      if (from !== undefined && to !== undefined) return `${said(from)} → ${said(to)}`;
      if (kind !== undefined) return said(id ?? kind);
      return Object.entries(value)
        .map(([key, one]) => `${word(key)} ${said(one)}`)
        .join(comma);
    }
    return word(String(value));
  };
  return Object.entries(detail)
    .filter(([, value]) => value !== null && value !== false && !(Array.isArray(value) && value.length === 0))
    .map(([key, value]) => (value === true ? word(key) : `${word(key)}${colon}${said(value)}`))
    .join(' · ');
}

/** Names of details and of changed fields; what has none here is shown as the server wrote it. */
export const detailWords = {
  fields: 'detailFields',
  name: 'detailName',
  title: 'personTitle',
  phone: 'personPhone',
  email: 'personEmail',
  role: 'baseRole',
  department: 'departments',
  departments: 'departments',
  manager: 'personManager',
  managers: 'detailManagers',
  parent: 'departmentParent',
  position: 'detailPosition',
  permissions: 'permissionsTitle',
  given: 'detailGiven',
  taken: 'detailTaken',
  scope: 'grantWhere',
  owner: 'owner',
  purpose: 'detailPurpose',
  recipient: 'detailRecipient',
  conversations: 'detailConversations',
  files: 'detailFiles',
  format: 'detailFormat',
  bundle: 'detailBundle',
  matter: 'detailMatter',
  reason: 'detailReason',
  messages: 'detailMessages',
  version: 'detailVersion',
  ended: 'detailEnded',
  endSecondFactor: 'detailFactor',
  maxBytes: 'detailMaxBytes',
  quotaBytes: 'detailQuota',
  settings: 'settingsTitle',
  defaultLanguage: 'organizationLanguage',
  receipts: 'receipts',
  recallMinutes: 'recallWindow',
  editMinutes: 'editWindow',
  urgentPerDay: 'urgentPerDay',
  linkPreviews: 'linkPreviews',
  invitationDays: 'invitationDays',
  timeZone: 'organizationZone',
  workingHours: 'hoursTitle',
  organization: 'scopeOrganization',
  admin: 'admin',
  member: 'member',
  guest: 'guest',
} as const;

export const isDetail = (word: string): word is keyof typeof detailWords => Object.hasOwn(detailWords, word);
