import type { ParameterValue } from '@/common/domain/parameter';
import type { Json } from '@/common/json';
import { surroundings } from '../agent/checks/check-file';
import { shippedPack } from '../support/pack-parameters';
import { packVerdicts } from '../support/pack-verdicts';

interface Around {
  /** By collector; what is undefined in it is left out, as the runner does. */
  readonly data: object;
  readonly parameters?: Readonly<Record<string, ParameterValue>>;
}

interface Judged {
  /** `not for this machine`, where the check does not run. */
  readonly state: string;
  readonly output: string;
}

/**
 * What a check of a shipped pack says of these data.
 * @param id `nginx.answers`: the pack and the file
 */
export async function judgeShipped(id: string, { data, parameters = {} }: Around): Promise<Judged> {
  const [name = '', check = ''] = id.split('.');
  const pack = shippedPack(name);
  const set = pack.parameters.map((each) => ({
    ...each,
    value: parameters[each.name] ?? each.value,
  }));
  const known: Json = JSON.parse(JSON.stringify(data));
  const verdicts = packVerdicts(
    { ...pack, parameters: set },
    surroundings(() => known),
  );
  const [, state = '', output = ''] =
    /^([^:]+)(?:: (.*))?$/s.exec(await verdicts.check(check)) ?? [];
  return { state, output };
}
