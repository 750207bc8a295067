import type { SealedColumn } from '@rapport/platform';

/** Everything in the database that is wrapped or sealed under a master key, by its owner. A test holds this against the tables there are. */
export const sealedColumns: readonly SealedColumn[] = [
  { table: 'second_factor', column: 'seed', what: 'secret' },
  { table: 'blob', column: 'wrapped_key', what: 'key' },
  { table: 'upload', column: 'wrapped_key', what: 'key' },
  { table: 'version', column: 'key', what: 'key' },
  { table: 'signing', column: 'key', what: 'key' },
  { table: 'redaction', column: 'key', what: 'key' },
  { table: 'record_key', column: 'key', what: 'key' },
  { table: 'ledger_stream', column: 'key', what: 'key' },
  { table: 'ledger_epoch', column: 'sealed_key', what: 'secret' },
  { table: 'disposition', column: 'list_key', what: 'secret' },
  { table: 'contact', column: 'key', what: 'key' },
  { table: 'policy_key', column: 'sealed', what: 'secret' },
  { table: 'look_up_card', column: 'secret', what: 'secret' },
  { table: 'push_key', column: 'private_key', what: 'secret' },
  { table: 'push_subscription', column: 'target', what: 'secret' },
  { table: 'channel_transport', column: 'secrets', what: 'secret' },
  { table: 'channel_value', column: 'value', what: 'secret' },
  { table: 'ingress_item', column: 'key', what: 'key' },
];
