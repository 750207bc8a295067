import type { Contact, Datum } from '@rapport/contract';
import { useTranslation } from '../../app/translation.tsx';
import { Told } from './told.tsx';
import { useOwn } from './use-contacts.ts';

/** What stands elsewhere on the page. */
const elsewhere = new Set(['name', 'kind', 'owner', 'type', 'company']);

/** What a field is called, work and private ones apart. */
export function useFieldName(): (field: string, use?: Datum['use']) => string {
  const { t } = useTranslation('contacts');
  const { all, called } = useOwn();
  const plain = {
    name: t('name'),
    kind: t('kind'),
    owner: t('owner'),
    type: t('type'),
    company: t('company'),
    title: t('jobTitle'),
    address: t('address'),
    website: t('website'),
    birthday: t('birthday'),
    language: t('language'),
    timeZone: t('timeZone'),
  } as Readonly<Record<string, string>>;
  const apart = {
    'work address': t('workAddress'),
    'home address': t('homeAddress'),
    'work website': t('workWebsite'),
    'home website': t('homeWebsite'),
  } as Readonly<Record<string, string>>;
  return (field, use = 'other') => {
    const own = field.startsWith('x-') ? all?.fields.find(({ key }) => `x-${key}` === field) : undefined;
    return own ? called(own) || field : (apart[`${use} ${field}`] ?? plain[field] ?? field);
  };
}

const isWebsite = (value: string): boolean => /^https?:\/\//i.test(value);

/** Data by field, the one that holds first; others of the same field, of contacts merged into this one, below it. */
export function DataPart({ contact }: { contact: Contact }) {
  const { t } = useTranslation('contacts');
  const nameOf = useFieldName();
  const data = contact.data.filter(({ field }) => !elsewhere.has(field));
  return (
    <section className="contact-part" aria-label={t('known')}>
      <h3>{t('known')}</h3>
      {data.length === 0 && <p className="dim">{t('noData')}</p>}
      <dl className="contact-data">
        {data.map((datum) => (
          <div key={`${datum.contact} ${datum.field} ${datum.use}`}>
            <dt className="dim">{nameOf(datum.field, datum.use)}</dt>
            <dd>
              <span className="contact-value">
                {typeof datum.value === 'string' && datum.field === 'website' && isWebsite(datum.value) ? (
                  <a className="link" href={datum.value} target="_blank" rel="noopener noreferrer nofollow">
                    {datum.value}
                  </a>
                ) : (
                  datum.value
                )}
              </span>
              <Told {...datum} />
            </dd>
          </div>
        ))}
      </dl>
    </section>
  );
}
