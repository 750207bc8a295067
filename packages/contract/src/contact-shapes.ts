import { z } from 'zod';
import { Instant, line, prose, UserId, uuid } from './ids.ts';

export const ContactId = uuid().brand<'ContactId'>();
export type ContactId = z.infer<typeof ContactId>;
export const HandleId = uuid().brand<'HandleId'>();
export type HandleId = z.infer<typeof HandleId>;

/** What somebody outside is to the organization. */
export const ContactKind = z.enum(['customer', 'supplier', 'partner', 'guardian', 'patient', 'student', 'other']);
export type ContactKind = z.infer<typeof ContactKind>;

/** Work and private addresses are apart (`TYPE` of RFC 6350 §5.6). */
export const ContactUse = z.enum(['work', 'home', 'other']);
export type ContactUse = z.infer<typeof ContactUse>;

/** How one comes to know something: told by a person here, read from a file, seen on a channel, filled in by the contact. */
export const DatumSource = z.enum(['person', 'import', 'channel', 'form']);
export type DatumSource = z.infer<typeof DatumSource>;

/** `api`: as another system calls them; `visit`: met in person, by the contact itself. */
export const HandleKind = z.enum(['email', 'phone', 'fax', 'wechat', 'wecom', 'web', 'post', 'api', 'visit']);
export type HandleKind = z.infer<typeof HandleKind>;

/** `verified`: whoever holds it has answered from there, or somebody here has made sure; `claimed`: somebody says so. */
export const HandleStrength = z.enum(['verified', 'claimed']);
export type HandleStrength = z.infer<typeof HandleStrength>;

/** How one channel knows a contact: an address, a number, an openid. */
export const Handle = z.object({
  id: HandleId,
  /** The contact it was noted at; another one than asked for where two were merged. */
  contact: ContactId,
  kind: HandleKind,
  /** As it is compared: addresses in lower case, numbers as E.164 where they can be. */
  value: z.string(),
  /** The account of the channel that knows it by this, where it means nothing elsewhere. */
  scope: z.string(),
  use: ContactUse,
  strength: HandleStrength,
  source: DatumSource,
  /** Since when, and by whom. */
  at: Instant,
  by: UserId.nullable(),
});
export type Handle = z.infer<typeof Handle>;

/** What is known of every contact; the organization's own fields are `x-` and their key. */
const knownFields = [
  'name',
  'kind',
  'owner',
  'type',
  'company',
  'title',
  'address',
  'website',
  'birthday',
  'language',
  'timeZone',
] as const;
/** Fields that there may be several of, one a use. */
export const usedFields: ReadonlySet<string> = new Set(['address', 'website']);

export const FieldName = z
  .string()
  .max(40)
  .regex(new RegExp(`^(${knownFields.join('|')}|x-[a-z][a-z0-9-]*)$`));

/** One thing that is known, with how and since when. */
export const Datum = z.object({
  contact: ContactId,
  field: z.string(),
  use: ContactUse,
  value: z.union([z.string(), z.number()]),
  source: DatumSource,
  at: Instant,
  by: UserId.nullable(),
});
export type Datum = z.infer<typeof Datum>;

/** Something said of a contact; null takes it back. */
export const GivenDatum = z.strictObject({
  field: FieldName,
  use: ContactUse.default('other'),
  value: z.union([prose(2_000), z.number().refine(Number.isFinite), z.null()]),
});
export type GivenDatum = z.infer<typeof GivenDatum>;

export const GivenHandle = z.strictObject({
  kind: HandleKind,
  value: line(320),
  scope: z.string().max(120).default(''),
  use: ContactUse.default('other'),
  strength: HandleStrength.default('claimed'),
});
export type GivenHandle = z.infer<typeof GivenHandle>;

/** A label: one line, compared as written. */
export const Label = line(40);

/** A contact as it stands in a list. */
export const ContactOutline = z.object({
  id: ContactId,
  name: z.string(),
  /** A firm, a school, an authority; people belong to it. */
  isCompany: z.boolean(),
  kind: ContactKind,
  owner: UserId.optional(),
  /** One of the organization's own types of customer. */
  type: uuid().optional(),
  company: z.object({ id: ContactId, name: z.string() }).optional(),
  labels: z.array(z.string()),
  archived: z.boolean(),
  changedAt: Instant,
});
export type ContactOutline = z.infer<typeof ContactOutline>;

/** One of a list. */
export const ListedContact = ContactOutline.extend({
  /** How they were last said to be reached, of mail addresses and numbers: what tells people of one name apart. */
  reach: z.object({ kind: HandleKind, value: z.string() }).optional(),
});
export type ListedContact = z.infer<typeof ListedContact>;

/** A contact with all that is known. Of several data of one field and use the first holds. */
export const Contact = ContactOutline.extend({
  data: z.array(Datum),
  handles: z.array(Handle),
  /** Those merged into it, each with how to undo it. */
  merged: z.array(z.object({ id: ContactId, name: z.string(), mergedAt: Instant, mergedBy: UserId.nullable() })),
  createdAt: Instant,
});
export type Contact = z.infer<typeof Contact>;
