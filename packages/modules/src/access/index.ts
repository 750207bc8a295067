import type { Room } from '@rapport/platform';
import type { Actor } from '../people/index.ts';
import { routes } from './routes.ts';

// Later rooms ask here for everything about permission; what `people` needs itself lives there.
export {
  type Actor,
  audit,
  can,
  noteLeft,
  noteMembers,
  requirePermission,
  visibleAmong,
  visiblePeoplePredicate,
  visibleToGuests,
} from '../people/index.ts';
export { actorFor } from './actors.ts';
export { authenticate, refresh } from './authenticate.ts';
export {
  type Belonging,
  countHolds,
  findHold,
  findMatter,
  heldPeople,
  holdsOver,
  mattersBelow,
  mattersToReview,
} from './holds-reader.ts';
export { askToLift, insertMatter, liftHold, lockHolds, lockMatter, placeHold, putMatterReview } from './holds-writer.ts';
export { someoneElseMay } from './someone-else-may.ts';

/** Who may do what, and what may not be erased. */
export const accessRoom: Room<Actor> = { name: 'access', routes };
