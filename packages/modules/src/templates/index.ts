import type { Room } from '@rapport/platform';
import type { Actor } from '../access/index.ts';
import { routes } from './routes.ts';

export { keptTemplate } from './look-up.ts';
export { isLate, requireForm } from './require-form.ts';

/** What form records are filled into. */
export const templatesRoom: Room<Actor> = { name: 'templates', routes };
