import { Button, Group, Select, Stack, TextInput } from '@mantine/core';
import type { Inbox, InboxRule, RuleEvent } from '@rapport/contract';
import { type FormEvent, useState } from 'react';
import { useAct, useAnswer } from '../../../app/answers.ts';
import { useDoor } from '../../../app/client.tsx';
import { Empty } from '../../../app/empty.tsx';
import { toast } from '../../../app/toasts.tsx';
import { useTranslation } from '../../../app/translation.tsx';
import { Section } from '../../people/settings/section.tsx';
import { BackLink } from '../back-link.tsx';
import { isWholeAct, newAct } from '../desk/acts.ts';
import { ActsEditor } from '../desk/acts-editor.tsx';
import { InboxChoice } from '../desk/inbox-choice.tsx';
import { useInboxesSearch } from '../use-set-up.ts';
import { ConditionFields } from './condition-fields.tsx';
import { type Draft, draftOf } from './draft.ts';
import { eventWords, ruleEvents } from './rule-names.ts';
import { RuleTrial } from './rule-trial.tsx';
import { RuleSentence } from './rules-part.tsx';
import '../../people/settings/settings.css';
import '../../retention/retention.css';

interface Props {
  /** Of the rule, or `new`. */
  id: string;
  inboxes: readonly Inbox[];
}

/** The rule that the address names, once it is here. */
export function RuleEditor({ id, inboxes }: Props) {
  const { t } = useTranslation('inboxSettings');
  const answer = useAnswer('inbox.rules', {});
  if (answer.error) return <Empty title={answer.error} />;
  if (!answer.data) return null;
  const rule = answer.data.rules.find((one) => one.id === id);
  if (!rule && id !== 'new') return <Empty title={t('ruleGone')} />;
  return <RuleForm rule={rule} position={answer.data.rules.length} inboxes={inboxes} />;
}

function useSave(rule: InboxRule | undefined, position: number) {
  const { t } = useTranslation('access');
  const client = useDoor();
  const { act, busy } = useAct();
  const { go } = useInboxesSearch();
  const save = (draft: Draft): void =>
    void act(async () => {
      await client.call('inbox.saveRule', {
        ...draft,
        name: draft.name.trim(),
        ...(rule ? { rule: rule.id, position: rule.position, enabled: rule.enabled } : { position, enabled: true }),
      });
      toast({ kind: 'success', text: t('saved') });
      go({ part: 'rules' });
    });
  return { save, busy, close: () => go({ part: 'rules' }) };
}

interface FormProps {
  rule: InboxRule | undefined;
  position: number;
  inboxes: readonly Inbox[];
}

function RuleForm({ rule, position, inboxes }: FormProps) {
  const { t } = useTranslation(['inboxSettings', 'app']);
  const { save, busy, close } = useSave(rule, position);
  const [draft, setDraft] = useState<Draft>(
    rule ? draftOf(rule) : { name: '', inbox: null, event: 'opened', conditions: {}, acts: [newAct('label', inboxes)] },
  );
  const put = (with_: Partial<Draft>): void => setDraft((old) => ({ ...old, ...with_ }));
  const whole = draft.acts.length > 0 && draft.acts.every(isWholeAct);
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    save(draft);
  };
  return (
    <form className="admin-page" onSubmit={submit} aria-label={rule ? t('changeOf', { name: rule.name }) : t('newRule')}>
      <BackLink part="rules" />
      <h1>{rule ? rule.name : t('newRule')}</h1>
      <p className="admin-lead">{t('ruleLead')}</p>
      <div className="form-row inbox-set-second">
        <TextInput
          label={t('name')}
          placeholder={t('ruleExample')}
          required
          maxLength={80}
          data-autofocus
          value={draft.name}
          onChange={(e) => put({ name: e.currentTarget.value })}
        />
        <InboxChoice inboxes={inboxes} inbox={draft.inbox} onChange={(inbox) => put({ inbox: inbox as never })} />
      </div>
      <Section title={t('when')}>
        <Select
          aria-label={t('when')}
          maw={420}
          allowDeselect={false}
          value={draft.event}
          data={ruleEvents.map((value) => ({ value, label: t(eventWords[value]) }))}
          onChange={(event) => put({ event: event as RuleEvent })}
        />
      </Section>
      <Section title={t('if')} text={t('ifText')}>
        <ConditionFields conditions={draft.conditions} inboxes={inboxes} onChange={(conditions) => put({ conditions })} />
      </Section>
      <Section title={t('thenDo')}>
        <ActsEditor acts={draft.acts} inboxes={inboxes} onChange={(acts) => put({ acts })} />
      </Section>
      <Section title={t('trial')} text={t('trialText')}>
        <Stack>
          <RuleSentence rule={draft} inboxes={inboxes} />
          <RuleTrial draft={draft} whole={whole} />
        </Stack>
      </Section>
      <Group justify="flex-end" className="rules-foot">
        <Button variant="default" onClick={close}>
          {t('app:cancel')}
        </Button>
        <Button type="submit" loading={busy} disabled={!whole || !draft.name.trim()}>
          {t('app:save')}
        </Button>
      </Group>
    </form>
  );
}
