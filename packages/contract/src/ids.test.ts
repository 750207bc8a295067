import { expect, it } from 'vitest';
import { ConversationId } from './ids.ts';

it('an id written in capitals is the same id: nothing is kept twice for two spellings', () => {
  const id = '01900000-ABCD-7000-8000-00000000FFFF';
  expect(ConversationId.parse(id)).toBe(id.toLowerCase());
  for (const wrong of [`{${id}}`, ` ${id}`, `${id}\n`, id.replaceAll('-', ''), `urn:uuid:${id}`])
    expect(ConversationId.safeParse(wrong).success, wrong).toBe(false);
});
