import type { BaseRole } from '@rapport/contract';

const rank: Record<BaseRole, number> = { owner: 3, admin: 2, member: 1, guest: 0 };

/** PE6, as the server decides it: nobody changes a person of a higher rank, nor gives a rank above their own. */
export const mayRank = (own: BaseRole, present: BaseRole, wanted: BaseRole = present): boolean =>
  rank[present] <= rank[own] && rank[wanted] <= rank[own];
