import { expect, it } from 'vitest';
import { placeOfLink } from './message-link.ts';

it('links of messages and of records name a place; anything else none', () => {
  const conversation = '01934f6e-7a00-7000-8000-0000000000ab';
  const place = { conversation, seq: 12 };
  for (const link of [
    `https://chat.example/c/${conversation}/12`,
    `http://localhost:8420/records/${conversation.toUpperCase()}/12?q=x#y`,
    ` ${conversation}/12 `,
  ])
    expect(placeOfLink(link)).toEqual(place);
  for (const other of ['', 'hello', `https://chat.example/c/${conversation}`, `${conversation}/0`, `/t/${conversation}/12`])
    expect(placeOfLink(other)).toBeUndefined();
});
