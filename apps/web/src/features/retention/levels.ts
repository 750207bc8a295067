/** Where a rule comes from. */
export const levelWords = {
  label: 'levelLabel',
  record: 'levelRecord',
  conversation: 'levelConversation',
  organization: 'levelOrganization',
} as const;
