/**
 * @typedef {{ readonly [word: string]: any }} Schema JSON Schema, as it stands in the document
 * @typedef {{ description?: string, input?: Schema, required?: boolean, output: Schema, type: string }} Procedure
 */

/**
 * The types of a client as one file without any import, from the document of the API.
 * @param {{ paths: any, components: any, [extra: string]: any }} document
 */
export function clientTypes(document) {
  const { Problem: _problem, ...schemas } = document.components.schemas;
  const named = Object.entries(schemas).map(
    ([name, schema]) => `${comment(schema, '')}export type ${name} = ${typeText(schema, '')};\n`,
  );
  return `${HEAD}\n${apiText(proceduresOf(document))}\n${named.join('\n')}`;
}

/**
 * @param {{ paths: any, [extra: string]: any }} document
 * @returns {[path: string, procedure: Procedure][]}
 */
function proceduresOf({ paths, 'x-subscriptions': streams }) {
  const calls = Object.values(paths).map(({ get, post }) => {
    const operation = get ?? post;
    const body = get ? get.parameters?.[0] : post.requestBody;
    return /** @type {[string, Procedure]} */ ([
      operation.operationId,
      {
        type: get ? 'query' : 'mutate',
        description: operation.description,
        input: body && schemaOf(body).properties.json,
        required: body?.required,
        output: schemaOf(operation.responses[200]).properties.result.properties.data.properties
          .json,
      },
    ]);
  });
  const subscriptions = Object.entries(streams).map(
    ([path, stream]) =>
      /** @type {[string, Procedure]} */ ([path, { ...stream, type: 'subscribe' }]),
  );
  return [...calls, ...subscriptions];
}

/** @param {any} body */
function schemaOf(body) {
  return body.content['application/json'].schema;
}

/** @param {[path: string, procedure: Procedure][]} procedures */
function apiText(procedures) {
  const areas = [...new Set(procedures.map(([path]) => path.split('.')[0]))].sort();
  const members = areas.map((area) => {
    const own = procedures.filter(([path]) => path.startsWith(`${area}.`));
    return `  readonly ${area}: {\n${own.map(verbText).join('')}  };\n`;
  });
  return `export interface ClientApi {\n${members.join('')}}\n`;
}

/** @param {[path: string, procedure: Procedure]} entry */
function verbText([path, { type, description, input, required, output }]) {
  const verb = path.split('.')[1];
  const word = input === undefined ? 'undefined' : typeText(input, '      ');
  const words = `(input${required ? '' : '?'}: ${word}, options?: CallOptions)`;
  const gives = output.type === 'null' ? 'void' : typeText(output, '      ');
  const answer = `${type === 'subscribe' ? 'AsyncIterable' : 'Promise'}<${gives}>`;
  return `${comment({ description }, '    ')}    readonly ${verb}: { readonly ${type}: ${words} => ${answer} };\n`;
}

/**
 * @param {Schema} schema
 * @param {string} indent
 * @returns {string}
 */
function typeText(schema, indent) {
  if (schema.$ref !== undefined) return schema.$ref.split('/').at(-1);
  if (schema.const !== undefined) return JSON.stringify(schema.const);
  if (schema.enum !== undefined) {
    return schema.enum.map((/** @type {unknown} */ value) => JSON.stringify(value)).join(' | ');
  }
  const choices = schema.anyOf ?? schema.oneOf;
  if (choices !== undefined) {
    return choices.map((/** @type {Schema} */ one) => typeText(one, indent)).join(' | ');
  }
  if (Array.isArray(schema.type)) {
    return schema.type.map((type) => typeText({ ...schema, type }, indent)).join(' | ');
  }
  if (schema.type === 'array') return listText(schema, indent);
  if (schema.type === 'object') return objectText(schema, indent);
  const primitive = PRIMITIVES[/** @type {keyof typeof PRIMITIVES} */ (schema.type)];
  if (primitive === undefined && schema.type !== undefined) {
    throw new Error(`A client's types cannot say ${JSON.stringify(schema)}.`);
  }
  return primitive ?? 'unknown';
}

const PRIMITIVES = {
  string: 'string',
  number: 'number',
  integer: 'number',
  boolean: 'boolean',
  null: 'null',
};

/**
 * @param {Schema} schema
 * @param {string} indent
 */
function listText({ prefixItems, items }, indent) {
  if (prefixItems === undefined) return `ReadonlyArray<${typeText(items ?? {}, indent)}>`;
  const each = prefixItems.map((/** @type {Schema} */ item) => typeText(item, indent));
  return `readonly [${each.join(', ')}]`;
}

/**
 * @param {Schema} schema
 * @param {string} indent
 */
function objectText({ properties = {}, required = [], additionalProperties }, indent) {
  const inner = `${indent}  `;
  const members = Object.entries(properties).map(([name, schema]) => {
    const mark = required.includes(name) ? '' : '?';
    const key = /^[A-Za-z_]\w*$/.test(name) ? name : JSON.stringify(name);
    return `${comment(schema, inner)}${inner}readonly ${key}${mark}: ${typeText(schema, inner)};\n`;
  });
  if (typeof additionalProperties === 'object') {
    members.push(`${inner}readonly [key: string]: ${typeText(additionalProperties, inner)};\n`);
  }
  return members.length === 0 ? '{}' : `{\n${members.join('')}${indent}}`;
}

/**
 * @param {Schema} schema
 * @param {string} indent
 */
function comment({ description }, indent) {
  return description ? `${indent}/** ${description.replaceAll('*/', '* /')} */\n` : '';
}

const HEAD = `// Made from server/openapi/openapi.json.
import type { CallOptions } from './client-options';

/** Every procedure of the server, such as \`client.nodes.list.query({ state: 'stale' })\`. */`;
