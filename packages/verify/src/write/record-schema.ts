/** JSON Schema of a line of records/….jsonl. */
export const recordSchema = {
  $schema: 'https://json-schema.org/draft/2020-12/schema',
  title: 'A record of Rapport: one line of records/<conversation>.jsonl',
  description:
    'Each line is canonical JSON (RFC 8785). A part that is not shown is absent here and has no salt in proof/disclosure.jsonl.',
  type: 'object',
  required: ['ev', 'parts'],
  additionalProperties: false,
  properties: {
    ev: { type: 'integer', minimum: 1, description: 'Number of the event in its conversation.' },
    parts: {
      type: 'object',
      description: 'Parts whose content is JSON; its canonical form is what the commitment binds.',
      properties: {
        meta: {
          type: 'object',
          description: 'The line of the log.',
          required: ['at', 'ev', 'stream', 'type'],
          properties: {
            actor: { type: 'string', description: 'Who did it (id; names.jsonl).' },
            at: { type: 'integer', description: 'Unix ms of the server.' },
            ev: { type: 'integer' },
            stream: { type: 'string', description: 'The conversation.' },
            subject: { type: 'string', description: 'Whom or what it was done to.' },
            target: { type: 'integer', description: 'Number of the event that it is about.' },
            type: { type: 'string', description: 'message.sent, message.edited, message.recalled, member.joined …' },
          },
        },
        body: {
          type: 'object',
          description: 'What was said.',
          required: ['text'],
          properties: {
            text: { type: 'string', description: 'Markdown.' },
            content: { type: 'object', description: 'Attachments, quote, forward, commitment …' },
            occurredAt: { type: 'integer', description: 'Of what was imported: when it was said, Unix ms.' },
          },
        },
        form: { type: 'object', description: 'Envelope of a form record.' },
        supplement: { type: 'object', description: 'Of a supplement: which message it adds to, why, and whence.' },
        signature: {
          type: 'object',
          description: 'Of a signing event, instead of body: what was asked, signed, declined or revoked.',
        },
        redaction: {
          type: 'object',
          description:
            'Of record.redacted, instead of body: which parts of which earlier events of this conversation were taken out for good.',
          required: ['records'],
          properties: {
            erasure: { type: 'string', description: 'The request that it rests on.' },
            records: {
              type: 'array',
              items: {
                type: 'object',
                required: ['ev', 'parts'],
                properties: {
                  ev: { type: 'integer', minimum: 1 },
                  parts: { type: 'array', items: { type: 'string' }, description: 'Names of parts: body, file:1, field:phone …' },
                },
              },
            },
          },
        },
        reason: { type: 'object', description: 'Of record.redacted: when, why, who asked and who approved.' },
        capture: { type: 'object', description: 'How a signing event reached the house: ip, agent, mail.' },
      },
      patternProperties: {
        '^form:': { description: 'A part of the envelope of a form record.' },
        '^field:': { description: 'A field of a form record.' },
      },
    },
    texts: { type: 'object', additionalProperties: { type: 'string' }, description: 'Parts whose content is another text.' },
    files: {
      type: 'object',
      additionalProperties: { type: 'string', pattern: '^files/[0-9a-f]{64}$' },
      description: 'Parts whose content is a file of this bundle.',
    },
  },
} as const;
