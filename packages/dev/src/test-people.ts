import { createBotUser, createTokenFor, createUser } from '@rapport/modules';
import type { Platform } from '@rapport/platform';

export type PersonKind = 'owner' | 'admin' | 'member' | 'guest' | 'bot';

/** Somebody with a bearer token. */
export interface Seat {
  user: string;
  name: string;
  kind: PersonKind;
  email: string;
  password: string;
  token: string;
}

/** Long enough, and nobody's. */
const password = 'orange-kettle-7-lantern';
let made = 0;

async function seat(platform: Platform, user: string, name: string, kind: PersonKind, email: string): Promise<Seat> {
  const { secret } = await createTokenFor(platform, { user, name: 'test' });
  return { user, name, kind, email, password, token: secret };
}

/** The first person: the organization comes with its owner. */
export async function setUpOrganization(platform: Platform): Promise<Seat> {
  const email = 'owner@rapport.test';
  const user = await createUser(platform, {
    email,
    name: '王晓明',
    role: 'owner',
    password,
    organizationName: '启明科技',
    language: 'zh-CN',
  });
  return seat(platform, user, '王晓明', 'owner', email);
}

export async function seatPerson(platform: Platform, name: string, kind: PersonKind): Promise<Seat> {
  if (kind === 'bot') {
    const user = await createBotUser(platform, { name });
    return seat(platform, user, name, kind, '');
  }
  const email = `person-${++made}@rapport.test`;
  const user = await createUser(platform, { email, name, role: kind, language: 'en', ...(made <= 5 ? { password } : {}) });
  return seat(platform, user, name, kind, email);
}
