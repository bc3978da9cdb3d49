import type { ParameterType, ParameterValue } from '@/common/domain/parameter';
import { nearest } from '@/common/nearest';
import type { CollectorParameters } from '../collectors/define-collector';
import type { Pack } from './pack-tree';

/** What a collector is told of the parameters of its pack. */
export function collectorParameters({
  name: pack,
  parameters,
}: Pick<Pack, 'name' | 'parameters'>): CollectorParameters {
  const read = (name: string, types: readonly ParameterType[]): ParameterValue => {
    const parameter = parameters.find((each) => each.name === name);
    if (parameter === undefined) {
      const near = nearest(
        name,
        parameters.map((each) => each.name),
      );
      const hint = near === undefined ? '' : ` Did you mean ${near}?`;
      throw new Error(`The pack ${pack} has no parameter ${name}.${hint}`);
    }
    const { type } = parameter.definition;
    if (types.includes(type)) return parameter.value;
    throw new Error(
      `The parameter ${name} of the pack ${pack} is of the type ${type}, not ${types.join(' or ')}.`,
    );
  };
  return {
    text: (name) => String(read(name, ['string'])),
    whole: (name) => Number(read(name, ['int'])),
    number: (name) => Number(read(name, ['int', 'float'])),
    flag: (name) => read(name, ['bool']) === true,
    texts: (name) => [read(name, ['strings'])].flat().map(String),
  };
}
