import type { AuditEntry } from '@rapport/contract';
import { fullTimeOf, shortTimeOf, timeOf } from '../../../app/times.ts';
import { useClock } from '../../../app/use-clock.ts';
import { PersonAvatar } from '../../people/avatar.tsx';
import type { Told } from './use-told.ts';

const day = 86_400_000;

export function AuditRow({ entry, told }: { entry: AuditEntry; told: Told }) {
  const clock = useClock();
  const subject = told.subject(entry);
  const short = shortTimeOf(entry.at, clock);
  const detail = told.detail(entry);
  return (
    <li className="admin-row audit-row">
      {entry.actor ? <PersonAvatar id={entry.actor} /> : <span className="audit-house" aria-hidden />}
      <span className="grow min0">
        <span>
          <span className="strong">{told.actor(entry)}</span> <span className="dim">{told.act(entry)}</span>
          {subject && <span className="strong"> {subject}</span>}
        </span>
        <span className="dim admin-small audit-detail">{[detail, told.from(entry)].filter(Boolean).join(' · ')}</span>
      </span>
      <time className="dim admin-small tabular" dateTime={new Date(entry.at).toISOString()} title={fullTimeOf(entry.at, clock)}>
        {clock.now - entry.at < day ? short : `${short} ${timeOf(entry.at, clock)}`}
      </time>
    </li>
  );
}
