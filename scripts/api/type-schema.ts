import {
  type Checker,
  SignatureKind,
  SymbolFlags,
  type Type,
  TypeFlags,
  type Symbol as TypeSymbol,
} from 'typescript/unstable/sync';

/** What of JSON Schema (draft 2020-12) is used here. */
export interface JsonSchema {
  readonly type?: string;
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly anyOf?: readonly JsonSchema[];
  readonly allOf?: readonly JsonSchema[];
  readonly items?: JsonSchema | false;
  readonly prefixItems?: readonly JsonSchema[];
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: JsonSchema | boolean;
  readonly description?: string;
  readonly default?: unknown;
  readonly $ref?: string;
}

export const SCHEMAS = '#/components/schemas/';

const PRIMITIVES: readonly (readonly [TypeFlags, JsonSchema])[] = [
  [TypeFlags.Any, {}],
  [TypeFlags.Unknown, {}],
  [TypeFlags.String, { type: 'string' }],
  [TypeFlags.TemplateLiteral, { type: 'string' }],
  [TypeFlags.Number, { type: 'number' }],
  [TypeFlags.Boolean, { type: 'boolean' }],
  [TypeFlags.Null, { type: 'null' }],
  [TypeFlags.Undefined, { type: 'null' }],
  [TypeFlags.Void, { type: 'null' }],
];

/**
 * Turns types of the checker into JSON Schema. What plain JSON cannot carry (a Date, bytes, a
 * bigint, a function) is refused: scripts in any language read these answers.
 */
export class TypeSchemas {
  /** The named types that were met, by name. */
  readonly named = new Map<string, JsonSchema>();
  readonly #namedIds = new Map<string, number>();
  readonly #checker: Checker;

  constructor(checker: Checker) {
    this.#checker = checker;
  }

  /**
   * @param place where the type stands, for the error
   * @throws {Error} for what JSON cannot carry
   */
  of(type: Type, place: string): JsonSchema {
    const name = nameOf(type);
    return name === undefined ? this.#inline(type, place) : this.#reference(type, name);
  }

  #reference(type: Type, name: string): JsonSchema {
    const known = this.#namedIds.get(name);
    if (known === undefined) {
      this.#namedIds.set(name, type.id);
      const about = (type.getAliasSymbol() ?? type.getSymbol())?.getDocumentationComment(
        this.#checker,
      );
      this.named.set(name, {});
      this.named.set(name, described(this.#inline(type, name), about));
    } else if (known !== type.id) {
      throw new Error(`Two types that the API shows are called ${name}: rename one.`);
    }
    return { $ref: SCHEMAS + name };
  }

  #inline(type: Type, place: string): JsonSchema {
    const primitive = PRIMITIVES.find(([flag]) => (type.flags & flag) !== 0);
    if (primitive !== undefined) return primitive[1];
    if (type.isStringLiteralType() || type.isNumberLiteralType()) return { const: type.value };
    if (type.flags & TypeFlags.BooleanLiteral)
      return { const: this.#checker.typeToString(type) === 'true' };
    if (type.isUnionType()) return this.#union(type.getTypes(), place);
    if (type.isIntersectionType() || type.isObjectType()) return this.#object(type, place);
    throw new Error(`${place}: ${this.#checker.typeToString(type)} cannot be told as plain JSON.`);
  }

  #union(types: readonly Type[], place: string): JsonSchema {
    const schemas = types.map((type) => this.of(type, place));
    const values = schemas.flatMap((schema) => ('const' in schema ? [schema.const] : []));
    const others = schemas.filter((schema) => !('const' in schema));
    const isBoolean = values.includes(true) && values.includes(false);
    const words = values.filter((value) => typeof value !== 'boolean' || !isBoolean).sort();
    const parts: JsonSchema[] = [...(isBoolean ? [{ type: 'boolean' }] : [])];
    if (words.length > 0) parts.push(words.length === 1 ? { const: words[0] } : { enum: words });
    parts.push(...others);
    const distinct = [...new Map(parts.map((part) => [JSON.stringify(part), part])).entries()];
    const sorted = distinct
      .sort(([one], [other]) => (one < other ? -1 : 1))
      .map(([, part]) => part);
    const [only, ...rest] = sorted;
    return only !== undefined && rest.length === 0 ? only : { anyOf: sorted };
  }

  #object(type: Type, place: string): JsonSchema {
    const checker = this.#checker;
    if (checker.isArrayType(type) && type.isTypeReference()) {
      const [item] = checker.getTypeArguments(type);
      return { type: 'array', items: item === undefined ? {} : this.of(item, `${place}[]`) };
    }
    if (checker.isTupleType(type) && type.isTypeReference()) {
      const items = checker.getTypeArguments(type).map((item) => this.of(item, `${place}[]`));
      return { type: 'array', prefixItems: items, items: false };
    }
    const isFunction = checker.getSignaturesOfType(type, SignatureKind.Call).length > 0;
    if (isFunction || isForeign(type.getSymbol())) {
      throw new Error(`${place}: ${checker.typeToString(type)} cannot be told as plain JSON.`);
    }
    return this.#record(type, place);
  }

  #record(type: Type, place: string): JsonSchema {
    const checker = this.#checker;
    const members = checker.getPropertiesOfType(type);
    const properties = members.map((member) => [member.name, this.#member(member, place)] as const);
    const required = members.filter(({ flags }) => !(flags & SymbolFlags.Optional));
    const [index] = checker.getIndexInfosOfType(type);
    return {
      type: 'object',
      ...(properties.length === 0 ? {} : { properties: Object.fromEntries(properties) }),
      ...(required.length === 0 ? {} : { required: required.map(({ name }) => name) }),
      ...(index && { additionalProperties: this.of(index.valueType, `${place}[]`) }),
    };
  }

  #member(member: TypeSymbol, place: string): JsonSchema {
    const type = this.#checker.getTypeOfSymbol(member);
    const at = `${place}.${member.name}`;
    if (type === undefined) throw new Error(`${at} has no type.`);
    const isOptional = (member.flags & SymbolFlags.Optional) !== 0;
    const schema = isOptional ? this.#withoutUndefined(type, at) : this.of(type, at);
    return described(schema, member.getDocumentationComment(this.#checker));
  }

  #withoutUndefined(type: Type, place: string): JsonSchema {
    if (!type.isUnionType()) return this.of(type, place);
    const types = type.getTypes().filter(({ flags }) => !(flags & TypeFlags.Undefined));
    return this.#union(types, place);
  }
}

/** Of an interface or alias of ours that is not generic. */
function nameOf(type: Type): string | undefined {
  const alias = type.getAliasSymbol();
  if (alias !== undefined) {
    return type.getAliasTypeArguments().length === 0 && !isForeign(alias) ? alias.name : undefined;
  }
  if (!type.isClassOrInterface() || type.getTypeParameters().length > 0) return undefined;
  const symbol = type.getSymbol();
  return symbol === undefined || isForeign(symbol) ? undefined : symbol.name;
}

/** Whether it was declared by somebody else, such as the language's own `Date`. */
function isForeign(symbol: TypeSymbol | undefined): boolean {
  if (symbol?.name === '__type') return false;
  const paths = symbol?.declarations.map(({ path }) => path) ?? [];
  return paths.some((path) => /\/node_modules\/|^bundled:|\/lib\.[a-z0-9.]+\.d\.ts$/.test(path));
}

function described(schema: JsonSchema, about: string | undefined): JsonSchema {
  const description = about?.replaceAll(/\s+/g, ' ').trim();
  return description ? { ...schema, description } : schema;
}
