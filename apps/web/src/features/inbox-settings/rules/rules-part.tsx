import { Button, Switch } from '@mantine/core';
import type { Inbox, InboxRule } from '@rapport/contract';
import { IconArrowDown, IconArrowUp, IconBolt, IconPlus } from '@tabler/icons-react';
import { useAct, useAnswer } from '../../../app/answers.ts';
import { useDoor } from '../../../app/client.tsx';
import { Empty } from '../../../app/empty.tsx';
import { IconButton } from '../../../app/icon-button.tsx';
import { useTranslation } from '../../../app/translation.tsx';
import { useActWords } from '../desk/acts.ts';
import { useInboxesSearch, useInboxName } from '../use-set-up.ts';
import { eventWords, useConditionWords } from './rule-names.ts';
import { RuleRuns } from './rule-runs.tsx';

/** What the house does to cases by itself, in the order it does it. */
export function RulesPart({ inboxes }: { inboxes: readonly Inbox[] }) {
  const { t } = useTranslation('inboxSettings');
  const client = useDoor();
  const { act, busy } = useAct();
  const { go } = useInboxesSearch();
  const answer = useAnswer('inbox.rules', {});
  const rules = answer.data?.rules ?? [];
  const save = (rule: InboxRule, with_: Partial<InboxRule>) => {
    const { id, version: _, ...given } = rule;
    return client.call('inbox.saveRule', { ...given, ...with_, rule: id });
  };
  const turn = (rule: InboxRule, enabled: boolean): void =>
    void act(async () => {
      await save(rule, { enabled });
      answer.reload();
    });
  const move = (i: number, by: 1 | -1): void =>
    void act(async () => {
      const moved = rules.toSpliced(i, 1).toSpliced(i + by, 0, rules[i]!);
      for (const [position, rule] of moved.entries()) if (rule.position !== position) await save(rule, { position });
      answer.reload();
    });
  const add = (
    <Button leftSection={<IconPlus size={16} />} onClick={() => go({ part: 'rules', rule: 'new' })}>
      {t('newRule')}
    </Button>
  );
  return (
    <>
      {answer.error && <p role="alert">{answer.error}</p>}
      {rules.length > 0 && <div className="inbox-set-head">{add}</div>}
      {answer.data && rules.length === 0 && (
        <Empty icon={<IconBolt />} title={t('noRules')} text={t('noRulesText')} action={add} />
      )}
      <ol className="plain-list admin-cards">
        {rules.map((rule, i) => (
          <RuleCard
            key={rule.id}
            rule={rule}
            inboxes={inboxes}
            busy={busy}
            onTurn={(enabled) => turn(rule, enabled)}
            onUp={i > 0 ? () => move(i, -1) : undefined}
            onDown={i < rules.length - 1 ? () => move(i, 1) : undefined}
          />
        ))}
      </ol>
      {rules.length > 0 && <RuleRuns rules={rules} />}
    </>
  );
}

interface CardProps {
  rule: InboxRule;
  inboxes: readonly Inbox[];
  busy: boolean;
  onTurn(enabled: boolean): void;
  onUp: (() => void) | undefined;
  onDown: (() => void) | undefined;
}

function RuleCard({ rule, inboxes, busy, onTurn, onUp, onDown }: CardProps) {
  const { t } = useTranslation('inboxSettings');
  const { go } = useInboxesSearch();
  const { name, enabled } = rule;
  return (
    <li className="admin-card" aria-label={name}>
      <div className="admin-title-line">
        <h3 className="grow">{name}</h3>
        <Switch
          size="sm"
          label={t(enabled ? 'ruleOn' : 'ruleOff')}
          aria-label={t('ruleOnOf', { name })}
          checked={enabled}
          disabled={busy}
          onChange={(e) => onTurn(e.currentTarget.checked)}
        />
        <IconButton label={t('ruleUp')} disabled={!onUp || busy} onClick={onUp}>
          <IconArrowUp size={16} />
        </IconButton>
        <IconButton label={t('ruleDown')} disabled={!onDown || busy} onClick={onDown}>
          <IconArrowDown size={16} />
        </IconButton>
        <Button
          size="xs"
          variant="default"
          aria-label={t('changeOf', { name })}
          onClick={() => go({ part: 'rules', rule: rule.id })}
        >
          {t('change')}
        </Button>
      </div>
      <RuleSentence rule={rule} inboxes={inboxes} />
    </li>
  );
}

/** When, if, then. */
export function RuleSentence({
  rule,
  inboxes,
}: {
  rule: Pick<InboxRule, 'inbox' | 'event' | 'conditions' | 'acts'>;
  inboxes: readonly Inbox[];
}) {
  const { t } = useTranslation('inboxSettings');
  const conditions = useConditionWords(inboxes)(rule.conditions);
  const acts = useActWords(rule.acts, inboxes);
  const inboxName = useInboxName(inboxes);
  return (
    <dl className="inbox-set-facts">
      <dt>{t('when')}</dt>
      <dd>
        {t(eventWords[rule.event])} · {inboxName(rule.inbox)}
      </dd>
      <dt>{t('if')}</dt>
      <dd>{conditions.length > 0 ? conditions.join(t('and')) : t('ifAny')}</dd>
      <dt>{t('thenDo')}</dt>
      <dd>{acts.join(' · ')}</dd>
    </dl>
  );
}
