import { CardDialog } from './extras/card-dialog.tsx';
import { LocationDialog } from './extras/location-dialog.tsx';
import { UrgentDialog } from './extras/urgent-dialog.tsx';
import { ScheduleDialog } from './schedule/schedule-dialog.tsx';
import { ScheduledDialog } from './schedule/scheduled-dialog.tsx';
import type { Part } from './writing.ts';

/** The composer's dialogs, loaded with the first that opens. */
export function ComposerDialogs({ part }: { part: Part }) {
  switch (part) {
    case 'schedule':
      return <ScheduleDialog />;
    case 'scheduled':
      return <ScheduledDialog />;
    case 'urgent':
      return <UrgentDialog />;
    case 'card':
      return <CardDialog />;
    case 'location':
      return <LocationDialog />;
    default:
      return null;
  }
}
