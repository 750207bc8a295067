import { Button } from '@mantine/core';
import type { ChannelSetup } from '@rapport/contract';
import { IconAlertTriangle, IconChevronLeft, IconCircleCheck } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { type FormEvent, useEffect, useRef } from 'react';
import { toast } from '../../../app/toasts.tsx';
import { useTranslation } from '../../../app/translation.tsx';
import { iconOf, isKnown, kinds } from '../kinds.ts';
import { troubleWord } from '../trouble.ts';
import { EmailSteps, emailBegin } from './email-steps.tsx';
import { InboxesStep } from './inboxes-step.tsx';
import { ApiAfter, ApiSteps, ManualSteps } from './other-steps.tsx';
import { type Saved, type Settings, type SetUp, useSetUp } from './use-set-up.ts';
import { WebAfter, WebSteps, webBegin } from './web-steps.tsx';
import { CallbackAfter, WechatSteps, WecomSteps, wechatBegin, wecomBegin } from './wechat-steps.tsx';
import { WechatTemplates } from './wechat-templates.tsx';

interface Props {
  kind: string;
  /** None yet: a new one. */
  account: ChannelSetup | undefined;
  /** What the house made for it a moment ago. */
  made: Readonly<Record<string, string>>;
  /** It was kept a moment ago: what is done next is shown. */
  fresh: boolean;
  onSaved(saved: Saved): void;
}

/** A channel is set up from the top to the bottom: what it is, then (once it is kept) what is done elsewhere, and who takes what comes. */
export function SetUpPage({ kind, account, made, fresh, onSaved }: Props) {
  const { t } = useTranslation('channels');
  const form = useSetUp(kind, account, useBegin(kind));
  const Kind = iconOf(kind);
  const name = isKnown(kind) ? t(kinds[kind].name) : kind;
  return (
    <div className="admin-page channel-set-up">
      <Link to="/admin/channels" search={{} as never} className="channel-back">
        <IconChevronLeft size={16} aria-hidden /> {t('allAccounts')}
      </Link>
      <h1 className="channel-title">
        <Kind size={24} aria-hidden /> {account ? account.name : t('setUpKind', { kind: name })}
      </h1>
      <p className="admin-lead">{isKnown(kind) && t(kinds[kind].hint)}</p>
      <SetUpForm form={form} onSaved={onSaved} />
      {account ? (
        <After account={account} made={made} fresh={fresh} onMade={onSaved} />
      ) : (
        <p className="dim channel-then">{t(kind === 'web' ? 'thenWeb' : isCalled(kind) ? 'thenCalled' : 'thenInbox')}</p>
      )}
    </div>
  );
}

const isCalled = (kind: string): boolean => kind === 'wechat' || kind === 'wecom' || kind === 'api';

/** What a new account of a kind begins with. */
function useBegin(kind: string): Settings {
  const { t } = useTranslation('channels');
  if (kind === 'web') return webBegin({ zh: t('usualGreetingZh'), en: t('usualGreetingEn') });
  if (kind === 'email') return emailBegin;
  if (kind === 'wechat') return wechatBegin;
  return kind === 'wecom' ? wecomBegin : {};
}

/** Of these there is a platform, or a server, that can be asked. */
const isAsked = (kind: string): boolean => kind === 'email' || kind === 'wechat' || kind === 'wecom';

function SetUpForm({ form, onSaved }: { form: SetUp; onSaved(saved: Saved): void }) {
  const { t } = useTranslation('channels');
  const element = useRef<HTMLFormElement>(null);
  const asked = isAsked(form.kind);
  const keep = async (): Promise<void> => {
    const saved = await form.save();
    if (!saved) return;
    toast({ kind: 'success', text: t('saved') });
    onSaved(saved);
  };
  const submit = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    if (asked && !(await form.check())?.ok) return;
    await keep();
  };
  return (
    <form ref={element} className="channel-form" onSubmit={(event) => void submit(event)}>
      <StepsOf form={form} />
      <Verdict form={form} />
      <div className="channel-foot">
        {form.health?.ok === false && (
          <Button variant="default" loading={form.busy} onClick={() => void keep()}>
            {t('saveAnyway')}
          </Button>
        )}
        {asked && (
          <Button variant="default" loading={form.busy} onClick={() => element.current?.reportValidity() && void form.check()}>
            {t('check')}
          </Button>
        )}
        <Button type="submit" loading={form.busy} disabled={!form.dirty}>
          {t(asked ? 'checkAndSave' : 'save')}
        </Button>
      </div>
    </form>
  );
}

function StepsOf({ form }: { form: SetUp }) {
  if (form.kind === 'web') return <WebSteps form={form} />;
  if (form.kind === 'email') return <EmailSteps form={form} />;
  if (form.kind === 'wechat')
    return (
      <>
        <WechatSteps form={form} />
        {/* Service accounts alone may send templates. */}
        {form.settings.account === 'service' && <WechatTemplates form={form} />}
      </>
    );
  if (form.kind === 'wecom') return <WecomSteps form={form} />;
  return form.kind === 'api' ? <ApiSteps form={form} /> : <ManualSteps form={form} />;
}

const failedAt = { signIn: 'signInFailed', comes: 'comesFailed', goes: 'goesFailed' } as const;

/** What the platform said, the step that is wrong, and what is done about it. */
function Verdict({ form: { health } }: { form: SetUp }) {
  const { t } = useTranslation('channels');
  if (!health) return null;
  if (health.ok)
    return (
      <p className="channel-state" data-tone="good" role="status">
        <IconCircleCheck size={18} aria-hidden /> {t('works')}
      </p>
    );
  const cure = health.code === undefined ? undefined : troubleWord(health.code);
  return (
    <div className="channel-state" data-tone="wrong" role="alert">
      <IconAlertTriangle size={18} aria-hidden />
      <div>
        <p className="strong">
          {t(health.step === undefined ? 'checkFailed' : failedAt[health.step])} {health.detail}
        </p>
        {cure && <p>{t(cure)}</p>}
      </div>
    </div>
  );
}

interface AfterProps {
  account: ChannelSetup;
  made: Readonly<Record<string, string>>;
  fresh: boolean;
  onMade(saved: Saved): void;
}

function After({ account, made, fresh, onMade }: AfterProps) {
  const { kind } = account;
  const begin = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (fresh) begin.current?.scrollIntoView({ block: 'start' });
  }, [fresh]);
  return (
    <div ref={begin}>
      {kind === 'web' && <WebAfter account={account} />}
      {(kind === 'wechat' || kind === 'wecom') && <CallbackAfter account={account} made={made} onMade={onMade} />}
      {kind === 'api' && <ApiAfter account={account} made={made} onMade={onMade} />}
      <InboxesStep account={account} />
    </div>
  );
}
