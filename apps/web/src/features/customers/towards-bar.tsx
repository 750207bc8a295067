import { SegmentedControl, Select } from '@mantine/core';
import type { CustomerPlace } from '@rapport/contract';
import { IconLock, IconSend } from '@tabler/icons-react';
import { useClient } from '../../app/client.tsx';
import { useTranslation } from '../../app/translation.tsx';
import { useWriting } from '../composer/writing.ts';
import { useConversationName } from '../conversations/use-conversation-name.ts';
import { channelName, nameless } from './channel-name.ts';
import { Limits } from './limits.tsx';
import { useCapabilities } from './use-capabilities.ts';
import { useLeave } from './use-leave.ts';
import './customers.css';

/** Above the field: whether what is written goes to the customer, by which channel, or stays among colleagues. */
export function TowardsBar({ customer }: { customer: CustomerPlace }) {
  const { t } = useTranslation('customers');
  const { conversation, extras, field } = useWriting();
  const here = useClient((s) => s.conversations[conversation]);
  const name = useConversationName(here);
  const { toward, template } = extras;
  const templates = useCapabilities(customer.account)?.templates ?? [];
  const leave = useLeave(customer, here?.seq ?? 0, toward === 'outward', template);
  return (
    <div className="towards-bar" data-toward={toward}>
      <SegmentedControl
        size="xs"
        aria-label={t('towards')}
        value={toward}
        onChange={(value) => {
          extras.set({ toward: value as typeof toward });
          field.current?.focus();
        }}
        data={[
          { value: 'outward', label: t('reply') },
          { value: 'private', label: t('note') },
        ]}
      />
      {toward === 'outward' && templates.length > 0 && (
        <Select
          size="xs"
          w={180}
          aria-label={t('template')}
          placeholder={t('noTemplate')}
          clearable
          data={templates.map(({ id, name: label }) => ({ value: id, label }))}
          value={template}
          onChange={(value) => extras.set({ template: value })}
        />
      )}
      {toward === 'outward' ? (
        <span className="towards-says" role="status">
          <IconSend size={14} aria-hidden />
          <span>
            {[
              t(nameless.has(customer.channel) ? 'replyTo' : 'replyBy', {
                name,
                channel: channelName(customer.channel, t),
                address: customer.address,
              }),
              ...(leave ? [leave] : []),
            ].join(' · ')}{' '}
            <Limits customer={customer} />
          </span>
        </span>
      ) : (
        <span className="towards-says" role="status">
          <IconLock size={14} aria-hidden />
          <span>{t('noteHint')}</span>
        </span>
      )}
    </div>
  );
}
