import { PACK_FILE_KINDS } from '@/common/domain/pack';
import type { PackCard, PackFaultsTold } from '@/common/domain/pack-told';
import type { Pack, PackParameter, PackTree } from '../packs/pack-tree';

/** As the schemas of `common/domain/pack-told.ts` bound them. */
const LIMITS = {
  directories: 16,
  parameters: 200,
  files: 500,
  notLoaded: 200,
  faults: 200,
  hides: 8,
};

/** A pack that is in force, to be told; without what is secret. */
export function packCardOf(pack: Pack): PackCard {
  const { name, manifest, level, directories, parameters, notLoaded } = pack;
  return {
    name,
    version: cut(manifest.version, 32),
    summary: cut(manifest.summary, 512),
    level,
    directories: directories.slice(0, LIMITS.directories).map(({ level, path }) => {
      return { level, path: cut(path, 4_096) };
    }),
    parameters: parameters.slice(0, LIMITS.parameters).map(parameterTold),
    files: filesOf(pack).slice(0, LIMITS.files),
    notLoaded: notLoaded.slice(0, LIMITS.notLoaded).map((path) => cut(path, 4_096)),
  };
}

export function packFaultsOf({ faults }: PackTree): PackFaultsTold {
  return {
    faults: faults.slice(0, LIMITS.faults).map(({ pack, level, path, message }) => {
      return { pack: cut(pack, 64), level, path: cut(path, 4_096), message: cut(message, 2_048) };
    }),
  };
}

function parameterTold({ name, definition, value, level, place, hides }: PackParameter) {
  const isSecret = definition.secret === true;
  const told = (one: unknown, lengthMax = 4_096) => (isSecret ? '' : cut(yamlText(one), lengthMax));
  return {
    name,
    type: definition.type,
    help: cut(definition.help, 1_024),
    unit: definition.unit ?? '',
    isSecret,
    value: told(value),
    default: told(definition.default),
    level,
    place: cut(place, 4_096),
    hides: hides.slice(0, LIMITS.hides).map((weaker) => ({
      level: weaker.level,
      place: cut(weaker.place, 4_096),
      value: told(weaker.value, 256),
    })),
  };
}

/** A text as it is; the rest as JSON, which YAML understands. */
function yamlText(value: unknown): string {
  return typeof value === 'string' && value !== '' ? value : JSON.stringify(value);
}

function filesOf(pack: Pack): PackCard['files'] {
  const defined = PACK_FILE_KINDS.flatMap((kind) => pack.files[kind]);
  return [
    ...defined.map(({ kind, name, level, path, enabled }) => ({
      kind,
      name,
      level,
      path,
      enabled,
    })),
    ...pack.collectors.map(({ name, level, path }) => {
      return { kind: 'collectors' as const, name, level, path, enabled: true };
    }),
  ].map((file) => ({ ...file, name: cut(file.name, 200), path: cut(file.path, 4_096) }));
}

/** What is cut says so. */
function cut(text: string, lengthMax: number): string {
  return text.length <= lengthMax ? text : `${text.slice(0, lengthMax - 1)}…`;
}
