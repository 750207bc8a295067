import type { Message, Output, RecordEvent, RecordedForm } from '@rapport/contract';
import { useAnswer } from '../../../app/answers.ts';
import { languageOfText } from '../../../app/text-language.ts';
import { fullTimeOf } from '../../../app/times.ts';
import { useTranslation } from '../../../app/translation.tsx';
import { useClock } from '../../../app/use-clock.ts';
import { useTemplate } from '../../forms/templates.ts';
import { usePersonName } from '../../people/person-name.ts';
import { useFactNames } from '../redaction/part-names.ts';
import { differences } from './diff.ts';
import { formFacts } from './form-facts.ts';
import { PlaceLine } from './place-line.tsx';

type Version = Output<'conversations.messageHistory'>['versions'][number];

interface Props {
  message: Message;
  events: readonly RecordEvent[];
  onVerify(version: { ev: number; text: string; form?: RecordedForm }): void;
}

/** Every version with what changed in it, the newest first; the last one is the original. */
export function Versions({ message, events, onVerify }: Props) {
  const { conversation, seq } = message;
  const { data, error } = useAnswer('conversations.messageHistory', { conversation, seq });
  if (error) return <p className="dim">{error}</p>;
  const versions = data?.versions ?? [];
  const total = events.filter((event) => event.version).length;
  const offset = Math.max(0, total - versions.length);
  return (
    <ol className="record-versions" reversed>
      {versions
        .map((version, i) => (
          <VersionItem
            key={version.ev}
            version={version}
            before={versions[i - 1]}
            wordless={message.redacted?.some(({ parts }) => parts.includes('body')) ?? false}
            number={offset + i + 1}
            place={events.find((event) => event.ev === version.ev)?.place}
            onVerify={() => onVerify(version)}
          />
        ))
        .reverse()}
    </ol>
  );
}

interface ItemProps {
  version: Version;
  before: Version | undefined;
  /** Its words were taken out. */
  wordless: boolean;
  number: number;
  place: RecordEvent['place'];
  onVerify(): void;
}

function VersionItem({ version, before, wordless, number, place, onVerify }: ItemProps) {
  const { t } = useTranslation('records');
  const clock = useClock();
  const name = usePersonName(version.author);
  return (
    <li className="record-version">
      <p className="record-line">
        <span className="strong">{number === 1 ? t('original') : t('versionOf', { n: number })}</span>
        <span>{name}</span>
        <time className="dim tabular">{fullTimeOf(version.at, clock)}</time>
      </p>
      {version.form ? (
        <FormChange form={version.form} before={before?.form} />
      ) : wordless ? (
        <p className="dim">{t('wordsTakenOut')}</p>
      ) : (
        <Change before={before?.text} after={version.text} />
      )}
      <p className="record-line">
        <PlaceLine place={place} />
        <button type="button" className="plain-button link-button" onClick={onVerify}>
          {t('verifyThis')}
        </button>
      </p>
    </li>
  );
}

/** What was taken out is struck through, what was put in underlined: not by colour alone. */
function Change({ before, after }: { before: string | undefined; after: string }) {
  const { t } = useTranslation('records');
  if (before === undefined)
    return (
      <p className="record-words" lang={languageOfText(after)}>
        {after}
      </p>
    );
  let at = 0;
  return (
    <p className="record-words" lang={languageOfText(after)}>
      {differences(before, after).map(({ text, kind }) => {
        const key = `${at++}`;
        if (kind === 'same') return <span key={key}>{text}</span>;
        return kind === 'added' ? (
          <ins key={key} title={t('added')}>
            {text}
          </ins>
        ) : (
          <del key={key} title={t('taken')}>
            {text}
          </del>
        );
      })}
    </p>
  );
}

/** The parts of a form that are not what they were. */
function FormChange({ form, before }: { form: RecordedForm; before: RecordedForm | undefined }) {
  const { t } = useTranslation('records');
  const { template } = useTemplate(form.template, form.version);
  const nameOf = useFactNames(template);
  const now = formFacts(form);
  if (!before) return <p className="record-words">{form.title}</p>;
  const then = new Map(formFacts(before).map(({ name, text }) => [name, text]));
  const gone = [...then].filter(([name]) => !now.some((fact) => fact.name === name)).map(([name]) => ({ name, text: '' }));
  const changed = [...now, ...gone].filter(({ name, text }) => (then.get(name) ?? '') !== text);
  if (changed.length === 0) return <p className="dim">{t('nothingChanged')}</p>;
  return (
    <dl className="record-changes">
      {changed.map(({ name, text }) => (
        <div key={name}>
          <dt>{nameOf(name)}</dt>
          <dd>
            <Change before={then.get(name) ?? ''} after={text} />
          </dd>
        </div>
      ))}
    </dl>
  );
}
