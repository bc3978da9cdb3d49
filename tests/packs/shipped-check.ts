import { compileCheck } from '@/agent/checks/compiled-check';
import { applicability, type Judgement, resolveCheck } from '@/agent/checks/evaluate-check';
import { createLanguage } from '@/agent/expression/evaluator';
import { parameterScope } from '@/agent/packs/parameter-scope';
import type { ParameterValue } from '@/common/domain/parameter';
import type { RootScope } from '@/common/expression/scope';
import type { Json } from '@/common/json';
import { surroundings } from '@/tests/agent/checks/check-file';
import { shippedPack } from '../support/pack-parameters';

const language = createLanguage();

interface Around {
  /** By collector; what is undefined in it is left out, as the runner does. */
  readonly data: object;
  readonly parameters?: Readonly<Record<string, ParameterValue>>;
  readonly groups?: readonly string[];
}

/**
 * What a check of a shipped pack says of these data.
 * @param id `nginx.nginx`: the pack and the file
 * @returns why it does not run, where it does not
 */
export async function judgeShipped(
  id: string,
  { data, parameters = {}, groups }: Around,
): Promise<Judgement | { readonly notHere: string }> {
  const [name = '', ...rest] = id.split('.');
  const pack = shippedPack(name);
  const file = pack.files.checks.find((each) => each.name === rest.join('.'));
  if (file === undefined) throw new Error(`no shipped check ${id}`);
  const check = compileCheck(file, language);
  const scope = parameterScope({
    name,
    parameters: pack.parameters.map((each) => ({
      ...each,
      value: parameters[each.name] ?? each.value,
    })),
  });
  const known: Json = JSON.parse(JSON.stringify(data));
  const around = surroundings(() => known);
  const roots = (variables?: RootScope) =>
    around({ parameters: scope, ...(variables && { variables }) });
  const inGroups = new Set(groups ?? [check.definition.group ?? '']);
  const found = await applicability(check, roots(), inGroups);
  return found.applies ? resolveCheck(check, roots) : { notHere: found.reason };
}
