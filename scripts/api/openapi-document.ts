import { z } from 'zod';
import type { Policy } from '@/server/auth/policy';
import { appRouter } from '@/server/trpc/app-router';
import { type ProcedureTypes, readProcedures } from './read-procedures';
import { type JsonSchema, SCHEMAS } from './type-schema';

/** What tRPC keeps of a procedure at run time. */
interface Definition {
  readonly type: 'query' | 'mutation' | 'subscription';
  readonly inputs: readonly unknown[];
  readonly meta?: { readonly policy: Policy };
}

/**
 * The OpenAPI 3.1 document of the router: inputs from the schemas that check them, answers from the
 * types that the compiler infers, rights from the policy that is enforced, words from the comments.
 * @param directory of the project
 */
export function openApiDocument(directory: string, version: string) {
  const { procedures, schemas } = readProcedures(directory);
  const described = procedures.map((types) => ({ types, definition: definitionOf(types.path) }));
  const calls = described.filter(({ definition }) => definition.type !== 'subscription');
  const streams = described.filter(({ definition }) => definition.type === 'subscription');
  return {
    openapi: '3.1.0',
    info: {
      title: 'OpsBro',
      version,
      description: ABOUT,
      license: { name: 'MIT', identifier: 'MIT' },
    },
    servers: [{ url: '/' }],
    paths: Object.fromEntries(calls.map((call) => [`/api/trpc/${call.types.path}`, pathOf(call)])),
    'x-subscriptions': Object.fromEntries(streams.map((one) => [one.types.path, streamOf(one)])),
    components: { schemas: { ...schemas, Problem: PROBLEM }, securitySchemes: SECURITY },
  };
}

interface Described {
  readonly types: ProcedureTypes;
  readonly definition: Definition;
}

function definitionOf(path: string): Definition {
  // By their paths; the type, which has them by area, says less of each than there is.
  const procedures: unknown = appRouter._def.procedures;
  const found = (procedures as Readonly<Record<string, { _def: Definition } | undefined>>)[path];
  if (found === undefined) throw new Error(`The router has no ${path}.`);
  return found._def;
}

function pathOf({ types, definition }: Described) {
  const input = inputOf(definition);
  const operation = {
    operationId: types.path,
    tags: [types.path.split('.', 1)[0] ?? ''],
    ...wordsOf(types.about),
    security: securityOf(definition, types.path),
    'x-policy': policyOf(definition, types.path),
  };
  const responses = {
    200: answer('What was asked for.', envelope({ result: { data: { json: types.output } } })),
    429: TOO_MANY,
    default: answer('It was refused or failed.', { $ref: `${SCHEMAS}Problem` }),
  };
  if (definition.type === 'query') {
    const parameters = input && [{ name: 'input', in: 'query', ...input }];
    return { get: { ...operation, ...(parameters && { parameters }), responses } };
  }
  return { post: { ...operation, ...(input && { requestBody: input }), responses } };
}

function streamOf({ types, definition }: Described) {
  const schema = schemaOf(definition);
  return {
    ...wordsOf(types.about),
    'x-policy': policyOf(definition, types.path),
    ...(schema && { input: inputSchema(schema), required: isRequired(schema) }),
    output: types.output,
  };
}

function inputOf(definition: Definition) {
  const schema = schemaOf(definition);
  if (schema === undefined) return undefined;
  const content = json(envelope({ json: inputSchema(schema) }));
  return { required: isRequired(schema), content };
}

function schemaOf({ inputs }: Definition): z.ZodType | undefined {
  const [input, ...others] = inputs;
  if (input === undefined) return undefined;
  if (input instanceof z.ZodType && others.length === 0) return input;
  throw new Error('A procedure takes one zod schema as its input.');
}

function inputSchema(schema: z.ZodType): JsonSchema {
  const { $schema: _dialect, ...told } = z.toJSONSchema(schema, { io: 'input' });
  return told as JsonSchema;
}

function isRequired(schema: z.ZodType): boolean {
  return !schema.safeParse(undefined).success;
}

function policyOf({ meta }: Definition, path: string): Policy {
  if (meta === undefined) throw new Error(`${path} says nothing of who may call it.`);
  return meta.policy;
}

/** The scope that a token needs; what no token may do asks for the session of a browser. */
function securityOf(definition: Definition, path: string) {
  const { role, proven } = policyOf(definition, path);
  if (role === 'anyone') return [];
  const right = definition.type === 'mutation' ? 'write' : 'read';
  const token = { token: [`${path.split('.', 1)[0]}:${right}`] };
  return proven ? [{ session: [] }] : [token, { session: [] }];
}

function wordsOf(about: string) {
  const description = about.replaceAll(/\s+/g, ' ').trim();
  return description === '' ? {} : { description };
}

function answer(description: string, schema: JsonSchema) {
  return { description, content: json(schema) };
}

function json(schema: JsonSchema) {
  return { 'application/json': { schema } };
}

interface Nested {
  readonly [key: string]: JsonSchema | Nested;
}

/** Objects with one required member each, as the wire wraps what is said. */
function envelope(content: Nested): JsonSchema {
  const [[key, inner] = ['', {}]] = Object.entries(content);
  const schema = key === 'json' ? (inner as JsonSchema) : envelope(inner as Nested);
  return { type: 'object', properties: { [key]: schema }, required: [key] };
}

const ABOUT = `Everything that the pages do, for scripts. A query is \`GET /api/trpc/<path>?input=<JSON>\`, a mutation \`POST /api/trpc/<path>\` with a JSON body; both wrap what is said as \`{"json": …}\`. Instants are numbers of milliseconds since 1970 (their names end in \`Ms\`), ids are text. An answer may carry \`meta\` beside \`json\`, which marks numbers that JSON has no word for; it can be ignored. New fields may appear in answers. Subscriptions, under \`x-subscriptions\`, are served over the WebSocket \`/ws\` in tRPC's protocol.`;

const PROBLEM: JsonSchema = envelope({
  error: {
    json: {
      type: 'object',
      properties: {
        message: { type: 'string', description: 'A sentence for a person.' },
        code: { type: 'number', description: "JSON-RPC's number for `data.code`." },
        data: {
          type: 'object',
          properties: {
            code: { type: 'string', description: 'Such as `NOT_FOUND`, `FORBIDDEN`.' },
            httpStatus: { type: 'number' },
            path: { type: 'string' },
            reason: { anyOf: [{ type: 'null' }, { type: 'string' }] },
          },
          required: ['code', 'httpStatus'],
        },
      },
      required: ['message', 'code', 'data'],
    },
  },
});

const TOO_MANY = {
  ...answer('Too many tries; the message says when to come back.', { $ref: `${SCHEMAS}Problem` }),
  headers: {
    'Retry-After': { description: 'Seconds to wait.', schema: { type: 'integer', minimum: 1 } },
  },
};

const SECURITY = {
  token: {
    type: 'http',
    scheme: 'bearer',
    description:
      'An API token, made under Settings, API tokens. It has scopes and never does more than its owner may.',
  },
  session: {
    type: 'apiKey',
    in: 'cookie',
    name: 'better-auth.session_token',
    description: 'Somebody who has signed in with a browser.',
  },
};
