import type { InboxSettings } from '@rapport/contract';
import { useTranslation } from '../../../app/translation.tsx';
import { Section } from '../../people/settings/section.tsx';
import { SpanSelect } from '../span-select.tsx';
import type { SettingsPart } from './settings-part.ts';

const priorities = ['urgent', 'high', 'normal', 'low'] as const;
const clocks = ['first', 'next', 'resolution'] as const;
const offered = {
  first: [5, 10, 15, 30, 60, 120, 240, 480, 960],
  next: [10, 15, 30, 60, 120, 240, 480, 960],
  resolution: [60, 120, 240, 480, 960, 1440, 2400, 4800],
} as const;
const clockWords = { first: 'clockFirst', next: 'clockNext', resolution: 'clockResolution' } as const;
const priorityWords = { urgent: 'inbox:urgent', high: 'inbox:high', normal: 'inbox:normal', low: 'inbox:low' } as const;

type Promised = InboxSettings['promised'];

/** What is promised, at each priority: in working time. */
export function PromisedFields({ settings, change }: SettingsPart) {
  const { t } = useTranslation(['inboxSettings', 'inbox']);
  const { promised } = settings;
  const put = (priority: keyof Promised, clock: (typeof clocks)[number], minutes: number | null): void =>
    change({ promised: { ...promised, [priority]: { ...promised[priority], [clock]: minutes } } });
  return (
    <Section title={t('promised')} text={t('promisedText')}>
      <div className="inbox-set-table">
        <table className="inbox-set-promised">
          <thead>
            <tr>
              <th scope="col">{t('inbox:priority')}</th>
              {clocks.map((clock) => (
                <th key={clock} scope="col">
                  {t(clockWords[clock])}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {priorities.map((priority) => (
              <tr key={priority}>
                <th scope="row">{t(priorityWords[priority])}</th>
                {clocks.map((clock) => (
                  <td key={clock}>
                    <SpanSelect
                      label={t('promisedAt', { clock: t(clockWords[clock]), priority: t(priorityWords[priority]) })}
                      hidden
                      none="nothingPromised"
                      minutes={promised[priority][clock]}
                      offered={offered[clock]}
                      onChange={(minutes) => put(priority, clock, minutes)}
                    />
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </Section>
  );
}
