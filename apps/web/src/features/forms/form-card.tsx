import type { FormField, Message, RecordedForm, Template } from '@rapport/contract';
import { IconClipboardText } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { type ReactNode, useState } from 'react';
import { dayOf, fullTimeOf, isZone, timeOf } from '../../app/times.ts';
import { useTranslation } from '../../app/translation.tsx';
import { useClock } from '../../app/use-clock.ts';
import { inWords } from './in-words.ts';
import { isLong } from './long.ts';
import { useTemplate } from './templates.ts';
import './forms.css';

interface CardProps {
  form: NonNullable<Message['form']>;
  whole?: boolean;
}

/** A form record as it is read: its envelope, then what its template asked. Long ones are folded in the timeline. */
export function FormCard(props: CardProps) {
  const { template } = useTemplate(props.form.template, props.form.version);
  return <FormSheet {...props} template={template} />;
}

/** The same where the template is at hand. */
export function FormSheet({ form, whole = false, template }: CardProps & { template: Template | undefined }) {
  const { t } = useTranslation('forms');
  const clock = useClock();
  const long = !whole && isLong(form);
  const [open, setOpen] = useState(false);
  return (
    <article className="form-card" aria-label={form.title} data-folded={(long && !open) || undefined}>
      <p className="form-kind dim">
        <IconClipboardText size={16} aria-hidden />
        <span>{inWords(template?.names, clock.language) || t('record')}</span>
        {form.late && <span title={t('lateHint')}>· {t('late')}</span>}
      </p>
      <h2 className="form-title">{form.title}</h2>
      <div className="form-inside">
        <Envelope form={form} />
        {template && <Values template={template} values={form.values} />}
        <Outcome form={form} />
      </div>
      {long && (
        <button type="button" className="plain-button link-button" aria-expanded={open} onClick={() => setOpen(!open)}>
          {t(open ? 'showLess' : 'showAll')}
        </button>
      )}
    </article>
  );
}

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div className="form-fact">
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}

function Envelope({ form }: { form: RecordedForm }) {
  const { t } = useTranslation('forms');
  const reader = useClock();
  const { from, to } = form.occurred;
  const zone = isZone(form.occurred.zone) ? form.occurred.zone : reader.zone;
  const clock = { ...reader, zone };
  const sameDay = to !== undefined && dayOf(from, zone) === dayOf(to, zone);
  const end = to === undefined ? '' : ` – ${sameDay ? timeOf(to, clock) : fullTimeOf(to, clock)}`;
  const where = [form.place, form.channel && t(form.channel)].filter(Boolean).join(' · ');
  return (
    <dl className="form-facts">
      <Fact name={t('when')}>
        <span className="tabular">{fullTimeOf(from, clock) + end}</span>
        {zone !== reader.zone && <span className="dim"> {zone}</span>}
      </Fact>
      {where && <Fact name={t(form.place ? 'place' : 'channel')}>{where}</Fact>}
      {form.participants.length > 0 && (
        <Fact name={t('participants')}>
          <ul className="form-people">
            {form.participants.map((person, i) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: a record does not change under its reader
              <li key={i}>
                {person.name}
                <span className="dim">{besides(person, t)}</span>
              </li>
            ))}
          </ul>
        </Fact>
      )}
      {form.goal && <Fact name={t('goal')}>{form.goal}</Fact>}
      {form.summary && <Fact name={t('summary')}>{form.summary}</Fact>}
    </dl>
  );
}

function besides(
  { organization, role, attendance, reason }: RecordedForm['participants'][number],
  t: (key: 'absent' | 'observer') => string,
): string {
  const parts = [organization, role, attendance === 'present' ? undefined : t(attendance), reason].filter(Boolean);
  return parts.length > 0 ? ` ${parts.join(' · ')}` : '';
}

/** The template's own fields, in its order; what was left out is not shown. */
function Values({ template, values }: { template: Template; values: RecordedForm['values'] }) {
  const { language } = useClock();
  const fields = Object.entries(template.definition.schema.properties).filter(([name]) => values[name] !== undefined);
  if (fields.length === 0) return null;
  return (
    <dl className="form-facts">
      {fields.map(([name, field]) => (
        <Fact key={name} name={inWords(field['x-label'], language)}>
          <Value field={field} value={values[name]} />
        </Fact>
      ))}
    </dl>
  );
}

type Choices = { enum?: string[]; 'x-choices'?: Record<string, { en?: string | undefined; zh?: string | undefined }> };

function Value({ field, value }: { field: FormField | Choices; value: unknown }) {
  const { t } = useTranslation('forms');
  const { language } = useClock();
  const choice = (one: unknown, { 'x-choices': choices }: Choices): string =>
    inWords(choices?.[String(one)], language) || String(one);
  if (typeof value === 'boolean') return t(value ? 'yes' : 'no');
  if (!Array.isArray(value)) return choice(value, field as Choices);
  const { items } = field as Extract<FormField, { type: 'array' }>;
  if (items.type === 'object') return <Rows columns={items.properties} rows={value as Record<string, unknown>[]} />;
  return (
    <ul>
      {value.map((one, i) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a record does not change under its reader
        <li key={i}>{choice(one, items as Choices)}</li>
      ))}
    </ul>
  );
}

function Rows({ columns, rows }: { columns: Record<string, FormField>; rows: readonly Record<string, unknown>[] }) {
  const { language } = useClock();
  const shown = Object.entries(columns).filter(([name]) => rows.some((row) => row[name] !== undefined && row[name] !== ''));
  return (
    <div className="form-table">
      <table>
        <thead>
          <tr>
            {shown.map(([name, field]) => (
              <th key={name} scope="col">
                {inWords(field['x-label'], language)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row, i) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: a record does not change under its reader
            <tr key={i}>
              {shown.map(([name, field]) => (
                <td key={name}>{row[name] !== undefined && <Value field={field} value={row[name]} />}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** What came of it, and from which messages it was written. */
function Outcome({ form }: { form: RecordedForm }) {
  const { t } = useTranslation('forms');
  const { decisions, actions, sources } = form;
  if (!decisions && !actions && !sources) return null;
  return (
    <dl className="form-facts">
      {decisions && (
        <Fact name={t('decisions')}>
          <ol>
            {decisions.map((one, i) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: a record does not change under its reader
              <li key={i}>{one}</li>
            ))}
          </ol>
        </Fact>
      )}
      {actions && (
        <Fact name={t('actions')}>
          <ul>
            {actions.map((one, i) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: a record does not change under its reader
              <li key={i}>
                {one.what}
                <span className="dim tabular">{[one.owner, one.due].filter(Boolean).map((part) => ` · ${part}`)}</span>
              </li>
            ))}
          </ul>
        </Fact>
      )}
      {sources && (
        <Fact name={t('sources')}>
          {sources.map(({ conversation, from, to }) => (
            <Link key={`${conversation}/${from}`} to="/c/$conversation/$seq" params={{ conversation, seq: String(from) }}>
              {t(from === to ? 'sourceOne' : 'sourceOf', { from, to })}
            </Link>
          ))}
        </Fact>
      )}
    </dl>
  );
}
