import { API, type Checker, type Type, type Symbol as TypeSymbol } from 'typescript/unstable/sync';
import { type JsonSchema, TypeSchemas } from './type-schema';

/** What only the compiler knows of a procedure. */
export interface ProcedureTypes {
  /** `nodes.list` */
  readonly path: string;
  /** Its comment in the router. */
  readonly about: string;
  readonly output: JsonSchema;
}

const SHAPE_FILE = 'server/openapi/api-shape.ts';

/** @returns every procedure of the router with the type of its answer */
export function readProcedures(directory: string): {
  readonly procedures: readonly ProcedureTypes[];
  readonly schemas: Readonly<Record<string, JsonSchema>>;
} {
  const api = new API({ cwd: directory });
  try {
    const config = `${directory}/tsconfig.json`;
    const project = api.updateSnapshot({ openProject: config }).getProject(config);
    const file = project?.program.getSourceFile(`${directory}/${SHAPE_FILE}`);
    const module = file && project?.checker.getSymbolAtLocation(file);
    const shape = [...(module?.getExports().values() ?? [])].find(
      ({ name }) => name === 'ApiShape',
    );
    if (project === undefined || shape === undefined)
      throw new Error(`${SHAPE_FILE} was not found.`);
    const { checker } = project;
    const types = new TypeSchemas(checker);
    const areas = checker.getPropertiesOfType(checker.getDeclaredTypeOfSymbol(shape));
    const procedures = areas.flatMap((area) =>
      members(checker, area).map((verb) => procedureOf(checker, types, area, verb)),
    );
    return { procedures, schemas: Object.fromEntries([...types.named].sort(byName)) };
  } finally {
    api.close();
  }
}

function procedureOf(
  checker: Checker,
  types: TypeSchemas,
  area: TypeSymbol,
  verb: TypeSymbol,
): ProcedureTypes {
  const path = `${area.name}.${verb.name}`;
  const output = members(checker, verb).find(({ name }) => name === 'output');
  const about = verb.getDocumentationComment(checker);
  return { path, about, output: answerOf(checker, types, typeOf(checker, output), path) };
}

/** A subscription's answers come one by one; those that can be resumed after carry an id. */
function answerOf(checker: Checker, types: TypeSchemas, type: Type, path: string): JsonSchema {
  const name = type.getSymbol()?.name ?? '';
  if (type.isTypeReference() && /^Async(Iterable|Generator)/.test(name)) {
    const [each] = checker.getTypeArguments(type);
    if (each === undefined) throw new Error(`${path} gives nothing.`);
    return answerOf(checker, types, each, path);
  }
  const [data] = type.getAliasTypeArguments();
  const isTracked = /^Tracked/.test(type.getAliasSymbol()?.name ?? name);
  if (!isTracked) return types.of(type, path);
  const inner = data ?? dataOf(checker, type);
  const properties = { id: { type: 'string' }, data: types.of(inner, path) };
  return { type: 'object', properties, required: ['id', 'data'] };
}

function dataOf(checker: Checker, type: Type): Type {
  return typeOf(checker, checker.getPropertyOfType(type, 'data'));
}

function members(checker: Checker, symbol: TypeSymbol): readonly TypeSymbol[] {
  return checker.getPropertiesOfType(typeOf(checker, symbol));
}

function typeOf(checker: Checker, symbol: TypeSymbol | undefined): Type {
  const type = symbol && checker.getTypeOfSymbol(symbol);
  if (type === undefined) throw new Error('A type of the router could not be read.');
  return type;
}

function byName([one]: [string, unknown], [other]: [string, unknown]): number {
  return one < other ? -1 : 1;
}
