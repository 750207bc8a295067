import type { ChannelSetup, Inbox } from '@rapport/contract';
import { Link } from '@tanstack/react-router';
import { shortTimeOf } from '../../app/times.ts';
import { useTranslation } from '../../app/translation.tsx';
import { useClock } from '../../app/use-clock.ts';
import { byHand } from '../customers/written/use-by-hand.ts';
import { troubleWord } from './trouble.ts';

type Tone = 'good' | 'note' | 'wrong' | 'off';

/** What a platform has said, in words where there are any. */
export function Trouble({ code }: { code: string }) {
  const { t } = useTranslation('channels');
  const word = troubleWord(code);
  return <>{word ? t(word) : t('troubleCode', { code })}</>;
}

const worstOf = ({ tending }: ChannelSetup) =>
  tending.filter(({ what, trouble }) => what !== 'call' && trouble).toSorted((a, b) => a.trouble!.since - b.trouble!.since)[0]
    ?.trouble;

const isCalled = ({ kind }: ChannelSetup): boolean => kind === 'wechat' || kind === 'wecom';

/** Whether an inbox takes what comes; undefined where nobody knows, or nothing comes by itself. */
function isTaken({ id, capabilities }: ChannelSetup, inboxes: readonly Inbox[] | undefined): boolean | undefined {
  if (capabilities.inbound === 'manual') return undefined;
  return inboxes?.some(({ archived, sources }) => !archived && sources.some((one) => one.account === id));
}

/** How an account goes, in one word. */
export function toneOf(account: ChannelSetup, inboxes: readonly Inbox[] | undefined): Tone {
  if (!account.enabled) return 'off';
  if (account.paused || worstOf(account)) return 'wrong';
  const calls = account.tending.find(({ what }) => what === 'call');
  if (calls?.trouble) return 'wrong';
  if (isCalled(account) && calls?.goodAt === undefined) return 'note';
  return account.dead > 0 || account.failed > 0 || isTaken(account, inboxes) === false ? 'note' : 'good';
}

/** Everything worth knowing of how it goes, the gravest first. */
export function Signs({ account, inboxes }: { account: ChannelSetup; inboxes: readonly Inbox[] | undefined }) {
  const { t } = useTranslation('channels');
  const clock = useClock();
  const when = (at: number): string => shortTimeOf(at, clock);
  const { enabled, paused, waiting, waitingSince, sending, sendingSince, dead, failed, refused } = account;
  const bad = worstOf(account);
  const calls = account.tending.find(({ what }) => what === 'call');
  const taken = isTaken(account, inboxes);
  return (
    <ul className="plain-list channel-signs">
      {paused && (
        <li data-tone="wrong">
          {t('restsSince', { time: when(paused.at) })} <Trouble code={paused.because} />
        </li>
      )}
      {enabled && !paused && bad && (
        <li data-tone="wrong">
          {t('goneSince', { time: when(bad.since), count: bad.times })} <Trouble code={bad.code} />
        </li>
      )}
      {calls?.trouble && (
        <li data-tone="wrong">
          <Trouble code={calls.trouble.code} />
        </li>
      )}
      {enabled && isCalled(account) && calls === undefined && <li data-tone="note">{t('waitsForCall')}</li>}
      {taken === false && <li data-tone="note">{t('nobodyTakes')}</li>}
      {waiting > 0 && <li>{t('notRead', { count: waiting, time: when(waitingSince ?? clock.now) })}</li>}
      {dead > 0 && (
        <li data-tone="note">
          <Link to="/admin/channels" search={{ view: 'dead', of: account.id } as never}>
            {t('deadCount', { count: dead })}
          </Link>
        </li>
      )}
      {refused > 0 && (
        <li>
          <Link to="/admin/channels" search={{ view: 'refused', of: account.id } as never}>
            {t('refusedCount', { count: refused })}
          </Link>
        </li>
      )}
      {(sending > 0 || failed > 0) && (
        <li data-tone={failed > 0 ? 'note' : undefined}>
          <Link to="/admin/channels" search={{ view: 'outbox', of: account.id } as never}>
            {[
              ...(failed > 0 ? [t('failedCount', { count: failed })] : []),
              ...(sending > 0 ? [t('sendingCount', { count: sending, time: when(sendingSince ?? clock.now) })] : []),
            ].join(' · ')}
          </Link>
        </li>
      )}
      <Lately account={account} />
    </ul>
  );
}

function Lately({ account: { kind, lastIn, lastOut, tending } }: { account: ChannelSetup }) {
  const { t } = useTranslation('channels');
  const clock = useClock();
  const asked = tending.find(({ what }) => what === 'pull')?.goodAt;
  if (byHand.some((one) => one === kind)) {
    // What was said there came in or went out: either is one act of writing down.
    const noted = Math.max(lastIn ?? 0, lastOut ?? 0);
    return <li className="dim">{noted === 0 ? t('neverNoted') : t('lastNoted', { time: shortTimeOf(noted, clock) })}</li>;
  }
  const parts = [
    lastIn === undefined ? t('neverIn') : t('lastIn', { time: shortTimeOf(lastIn, clock) }),
    ...(lastOut === undefined ? [] : [t('lastOut', { time: shortTimeOf(lastOut, clock) })]),
    ...(asked === undefined ? [] : [t('askedAt', { time: shortTimeOf(asked, clock) })]),
  ];
  return <li className="dim">{parts.join(' · ')}</li>;
}
