import type { RetentionRule, RetentionRules } from '@rapport/contract';
import type { ReactNode } from 'react';
import { useAnswer } from '../../../app/answers.ts';
import { useTranslation } from '../../../app/translation.tsx';
import { inWords } from '../../forms/in-words.ts';
import { useRuleWords } from '../rule-sentences.ts';
import { usePlaces } from '../use-places.ts';

/** Conversations with rules of their own that are named. */
const namedMost = 100;

/** All rules at once, in plain words. */
export function RulesSummary({ rules }: { rules: RetentionRules }) {
  const { t } = useTranslation('retention');
  const { duration } = useRuleWords();
  const { organization, classes, conversations, coolingDays, backupDays } = rules;
  const two = [
    ...(rules.twoForRules ? [t('twoRules')] : []),
    ...(rules.twoForDestruction ? [t('twoDestruction')] : []),
    ...(rules.twoForErasure ? [t('twoErasure')] : []),
  ];
  return (
    <dl className="rule-facts">
      <Fact name={t('forEverything')}>
        {organization ? <Sentences rule={organization} /> : <p>{t('nothingForEverything')}</p>}
      </Fact>
      {classes.map((one) => (
        <ClassFact key={one.id} one={one} rules={rules} />
      ))}
      {conversations.length > 0 && <OwnRules rules={rules} />}
      <Fact name={t('coolingName')}>{t('coolingText', { time: duration(coolingDays) })}</Fact>
      <Fact name={t('twoName')}>{two.length > 0 ? two.join(t('comma')) : t('twoNothing')}</Fact>
      <Fact name={t('backupsName')}>
        {backupDays === null ? t('backupsUnknown') : t('backupsKept', { time: duration(backupDays) })}
      </Fact>
    </dl>
  );
}

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}

export function Sentences({ rule }: { rule: RetentionRule }) {
  const { sentences } = useRuleWords();
  return sentences(rule).map((sentence) => <p key={sentence}>{sentence}</p>);
}

/** What a class says otherwise than the organization about who approves and how long lifted holds protect. */
function useSwitchSentences({ twoForDestruction, twoForErasure, coolingDays }: RetentionRules['classes'][number]): string[] {
  const { t } = useTranslation('retention');
  const { duration } = useRuleWords();
  return [
    ...(twoForDestruction === undefined ? [] : [t(twoForDestruction ? 'classTwoDestruction' : 'classOneDestruction')]),
    ...(twoForErasure === undefined ? [] : [t(twoForErasure ? 'classTwoErasure' : 'classOneErasure')]),
    ...(coolingDays === undefined ? [] : [t('classCooling', { time: duration(coolingDays) })]),
  ];
}

function ClassFact({ one, rules }: { one: RetentionRules['classes'][number]; rules: RetentionRules }) {
  const { t, language } = useTranslation('retention');
  const switches = useSwitchSentences(one);
  const templates = useAnswer('templates.list', { archived: true }).data?.templates ?? [];
  const labels = rules.labels.filter((entry) => entry.class === one.id).map(({ label }) => label);
  const given = rules.templates.filter((entry) => entry.class === one.id).map(({ template }) => template);
  const names = templates.filter(({ id }) => given.includes(id)).map(({ names }) => inWords(names, language));
  const conversations = rules.conversations.filter((entry) => entry.class === one.id).length;
  return (
    <Fact name={t('classOf', { name: one.name })}>
      <Sentences rule={one.rule} />
      {switches.map((sentence) => (
        <p key={sentence}>{sentence}</p>
      ))}
      <p className="dim admin-small">
        {t('classConversations', { count: conversations })}
        {labels.length > 0 && ` · ${t('classLabels', { names: labels.join(t('comma')) })}`}
        {names.length > 0 && ` · ${t('classTemplates', { names: names.join(t('comma')) })}`}
      </p>
    </Fact>
  );
}

function OwnRules({ rules }: { rules: RetentionRules }) {
  const { t } = useTranslation('retention');
  const shown = rules.conversations.slice(0, namedMost);
  const places = usePlaces(shown.map(({ conversation }) => conversation));
  const className = (id: string | undefined) => rules.classes.find((one) => one.id === id)?.name;
  return (
    <Fact name={t('ownRules')}>
      <ul className="plain-list rule-own">
        {shown.map((one) => {
          const name = className(one.class);
          return (
            <li key={one.conversation}>
              <span className="strong">{places.nameOf(one.conversation)}</span>
              {name && <span className="mark">{name}</span>}
              {one.rule && <Sentences rule={one.rule} />}
            </li>
          );
        })}
      </ul>
      {rules.conversations.length > shown.length && (
        <p className="dim">{t('moreConversations', { count: rules.conversations.length - shown.length })}</p>
      )}
    </Fact>
  );
}
