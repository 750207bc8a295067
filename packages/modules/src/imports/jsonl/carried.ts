import type { ExportedMessage } from '@rapport/contract';

type Content = NonNullable<ExportedMessage['versions'][number]['content']>;

/** An attachment whose bytes the export has. */
export interface CarriedFile {
  name: string;
  /** Where they lie in the export. */
  path: string;
  /** SHA-256, hexadecimal. */
  digest: string;
}

/** What a message of another house holds beside its text: ids of people and conversations are that house's, places are external ids. */
export interface Carried {
  content: Omit<Content, 'attachments' | 'quote' | 'supplement' | 'senderName' | 'preview'>;
  attachments: CarriedFile[];
  quote?: string;
  supplement?: Omit<NonNullable<Content['supplement']>, 'of'> & { of: string };
}
