import { errorCatalogue, type Method } from '@rapport/contract';
import { z } from 'zod';

const schemaOf = (type: z.ZodType, io: 'input' | 'output'): Record<string, unknown> => {
  const { $schema: _, ...schema } = z.toJSONSchema(type, { io, unrepresentable: 'any', target: 'draft-2020-12' });
  return schema;
};

const answered = (codes: readonly string[]) => {
  const responses: Record<string, unknown> = {};
  for (const code of codes) {
    const entry = errorCatalogue[code as keyof typeof errorCatalogue];
    const status = String(entry.status);
    const before = responses[status] as { description: string } | undefined;
    responses[status] = {
      description: before ? `${before.description}\n- \`${code}\`: ${entry.en}` : `- \`${code}\`: ${entry.en}`,
      content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
    };
  }
  return responses;
};

const always = ['invalid-input', 'too-many-requests', 'unavailable', 'stopping', 'storage-full', 'internal'];

const idempotencyKey = { name: 'Idempotency-Key', in: 'header', required: false, schema: { type: 'string', maxLength: 200 } };

function operationOf(name: string, method: Method): Record<string, unknown> {
  const signedIn = method.auth === 'user';
  const codes = [...always, ...(signedIn ? ['not-signed-in', 'forbidden'] : []), ...method.errors];
  return {
    operationId: name,
    tags: [name.split('.')[0]],
    summary: method.summary,
    security: signedIn ? [{ token: [] }, { session: [] }] : [],
    ...(method.kind === 'command' && signedIn && !method.secret ? { parameters: [idempotencyKey] } : {}),
    requestBody: { required: true, content: { 'application/json': { schema: schemaOf(method.input, 'input') } } },
    responses: {
      200: { description: 'Done', content: { 'application/json': { schema: schemaOf(method.output, 'output') } } },
      ...answered(codes),
    },
  };
}

const problem = {
  type: 'object',
  description: 'RFC 9457',
  required: ['type', 'title', 'status', 'code', 'detail'],
  properties: {
    type: { type: 'string' },
    title: { type: 'string' },
    status: { type: 'integer' },
    code: { enum: Object.keys(errorCatalogue) },
    detail: { type: 'string' },
    params: { type: 'object', additionalProperties: true },
  },
};

/** The OpenAPI 3.1 description of the contract. */
export function openApiOf(contract: Record<string, Method>, version: string, url: string): Record<string, unknown> {
  const description = 'Every method of the contract; the same calls go over the socket at `/api/v1/socket`.';
  const paths = Object.entries(contract).map(([name, method]) => [`/api/v1/${name}`, { post: operationOf(name, method) }]);
  return {
    openapi: '3.1.0',
    info: { title: 'Rapport', version, description },
    servers: [{ url }],
    paths: Object.fromEntries(paths),
    components: {
      securitySchemes: {
        token: { type: 'http', scheme: 'bearer' },
        session: { type: 'apiKey', in: 'cookie', name: 'rapport_session' },
      },
      schemas: { Problem: problem },
    },
  };
}
