import type { Message, Output } from '@rapport/contract';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useAnswer } from '../../../app/answers.ts';
import { fullTimeOf } from '../../../app/times.ts';
import { useTranslation } from '../../../app/translation.tsx';
import { useClock } from '../../../app/use-clock.ts';
import { channelName, nameless } from '../../customers/channel-name.ts';

type Place = Output<'conversations.get'>;
type Cases = Output<'records.get'>['cases'];
type Addressees = NonNullable<Message['outward']>['to'];
const listed = (all: Addressees): string => all.map(({ address, name }) => (name ? `${name} <${address}>` : address)).join(', ');

interface Fact {
  key: string;
  name: string;
  value: ReactNode;
}

/** What lies around the words of a message with a customer: its channel and way, whose it is, its cases, to whom it went and how far it came. */
export function CustomerFacts({ message, cases }: { message: Message; cases: Cases }) {
  const { t } = useTranslation('records');
  const place = useAnswer('conversations.get', { conversation: message.conversation }).data;
  const envelope = useEnvelopeFacts(message, place);
  const whose = useWhose(message, place);
  if (!place?.customer) return null;
  const facts = [...whose, ...envelope];
  return (
    <section className="record-part" aria-label={t('withCustomer')}>
      <h3>{t('withCustomer')}</h3>
      <dl className="record-facts">
        {facts.map(({ key, name, value }) => (
          <div key={key}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
        {cases.length > 0 && (
          <div>
            <dt>{t('case')}</dt>
            <dd>
              {cases.map(({ case: id, number, title = '' }) => (
                <Link key={id} to="/inbox" search={{ case: id } as never} className="link record-case">
                  {t('caseNamed', { number, title })}
                </Link>
              ))}
            </dd>
          </div>
        )}
      </dl>
    </section>
  );
}

/** Which way, by which channel, and whose it is. */
function useWhose({ inbound, outward }: Message, place: Place | undefined): Fact[] {
  const { t } = useTranslation('records');
  const { t: channels } = useTranslation('customers');
  const customer = place?.customer;
  if (!customer) return [];
  const way = t(inbound ? 'wayIn' : outward ? 'wayOut' : 'wayNote');
  return [
    { key: 'way', name: t('way'), value: way },
    { key: 'channel', name: t('channel'), value: `${channelName(customer.channel, channels)} · ${customer.accountName}` },
    // Numbers of browsers and followers say nothing to people.
    ...(nameless.has(customer.channel)
      ? []
      : [{ key: 'handle', name: t('handle'), value: inbound?.address ?? customer.address }]),
    {
      key: 'contact',
      name: t('contact'),
      value: (
        <Link to="/contacts" search={{ contact: customer.contact } as never} className="link">
          {place.name}
        </Link>
      ),
    },
  ];
}

/** Under which subject and to whom it went, and how far it came. */
function useEnvelopeFacts({ inbound, outward, delivery }: Message, place: Place | undefined): Fact[] {
  const { t } = useTranslation('records');
  const { t: words } = useTranslation('customers');
  const clock = useClock();
  const around = inbound ?? outward;
  const named = place?.customer && !nameless.has(place.customer.channel);
  const ours = inbound?.ours?.join(', ') ?? '';
  const all: [string, string, string | undefined][] = [
    ['subject', t('subjectFact'), around?.subject],
    ['to', t('toFact'), named ? listed(around?.to ?? []) || ours : undefined],
    ['cc', t('ccFact'), listed(around?.cc ?? [])],
    [
      'delivery',
      t('deliveryFact'),
      delivery && words('stateAt', { state: words(delivery.state), time: fullTimeOf(delivery.at, clock) }),
    ],
    ['code', t('answerFact'), delivery?.code],
  ];
  return all.flatMap(([key, name, value]) => (value ? [{ key, name, value }] : []));
}
