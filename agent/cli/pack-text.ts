import type { Pack, PackParameter } from '../packs/pack-tree';

/** A pack for people and scripts: without functions, and without what is secret. */
export function packView({ collectors, files, parameters, ...pack }: Pack) {
  const filesOf = (kind: keyof Pack['files']) =>
    files[kind].map(({ at: _, ...file }) => ({ ...file, place: file.path }));
  return {
    ...pack,
    parameters: parameters.map(parameterView),
    collectors: collectors.map(({ name, path, level, hides }) => ({ name, path, level, hides })),
    detectors: filesOf('detectors'),
    checks: filesOf('checks'),
    roles: filesOf('roles'),
    dashboards: filesOf('dashboards'),
  };
}

/** A parameter with its lineage; of a secret, who set it and not to what. */
export function parameterView({ name, definition, value, level, place, hides }: PackParameter) {
  if (definition.secret !== true) return { name, ...definition, value, level, place, hides };
  const hidden = hides.map((each) => ({ ...each, value: null }));
  return { name, ...definition, default: null, value: null, level, place, hides: hidden };
}

/** As YAML would have it, in one line. */
export function valueText({
  definition,
  value,
}: Pick<PackParameter, 'definition' | 'value'>): string {
  if (definition.secret === true) return value === '' ? '(secret, empty)' : '(secret)';
  return typeof value === 'string' && value !== '' ? value : JSON.stringify(value);
}
