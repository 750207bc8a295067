import { Button, Switch } from '@mantine/core';
import type { ChannelSetup, Inbox } from '@rapport/contract';
import { Link } from '@tanstack/react-router';
import { useAct } from '../../app/answers.ts';
import { useDoor } from '../../app/client.tsx';
import { toast } from '../../app/toasts.tsx';
import { useTranslation } from '../../app/translation.tsx';
import { iconOf, isKnown, kinds } from './kinds.ts';
import { Signs, toneOf } from './signs.tsx';
import { whatItIs } from './what-it-is.ts';

interface Props {
  account: ChannelSetup;
  inboxes: readonly Inbox[] | undefined;
  onChanged(next: ChannelSetup): void;
  onLook(): void;
}

const toneWords = { good: 'toneGood', note: 'toneNote', wrong: 'toneWrong', off: 'toneOff' } as const;

/** One account: what it is, how it goes, and whether it works at all. */
export function AccountCard({ account, inboxes, onChanged, onLook }: Props) {
  const { t } = useTranslation('channels');
  const client = useDoor();
  const { act, busy } = useAct();
  const { id, kind, name, enabled, paused } = account;
  const Kind = iconOf(kind);
  const tone = toneOf(account, inboxes);
  const turn = (on: boolean): void =>
    void act(async () => {
      const { account: next } = await client.call('channels.changeAccount', { account: id, enabled: on });
      onChanged(next);
      if (!on)
        toast({
          kind: 'success',
          text: t('turnedOff', { name }),
          action: { label: t('turnOn'), run: () => turn(true) },
        });
    });
  const check = (): void =>
    void act(async () => {
      const health = await client.call('channels.checkAccount', { account: id });
      toast({ kind: health.ok ? 'success' : 'danger', text: health.ok ? t('works') : (health.detail ?? t('checkFailed')) });
      onLook();
    });
  const what = [isKnown(kind) ? t(kinds[kind].name) : kind, whatItIs(account)].filter(Boolean).join(' · ');
  return (
    <li className="channel-card" data-tone={tone}>
      <span className="channel-icon">
        <Kind size={22} aria-hidden />
      </span>
      <div className="grow min0">
        <div className="channel-card-head">
          <Link to="/admin/channels" search={{ account: id } as never} className="channel-name">
            {name}
          </Link>
          <span className="channel-tone" data-tone={tone}>
            {t(toneWords[tone])}
          </span>
        </div>
        <p className="dim channel-what">{what}</p>
        <Signs account={account} inboxes={inboxes} />
        {paused && (
          <div className="channel-acts">
            <Button size="compact-sm" variant="light" loading={busy} onClick={check}>
              {t('tryAgain')}
            </Button>
            <Link to="/admin/channels" search={{ account: id } as never}>
              {t('changeSecrets')}
            </Link>
          </div>
        )}
      </div>
      <Switch
        checked={enabled}
        disabled={busy}
        aria-label={t('switchAccount', { name })}
        onChange={(e) => turn(e.currentTarget.checked)}
      />
    </li>
  );
}
