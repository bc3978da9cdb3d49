import type { ParameterTold } from '@/common/domain/pack-told';

interface HiddenValuesProps {
  readonly parameter: Pick<ParameterTold, 'hides' | 'isSecret'>;
}

/** What weaker levels say of a parameter, the strongest first, and where. */
export function HiddenValues({ parameter: { hides, isSecret } }: HiddenValuesProps) {
  return hides.map(({ level, place, value }) => (
    <span
      key={place}
      className="block font-sans text-small whitespace-normal text-ink-3 [overflow-wrap:anywhere]"
    >
      hides {!isSecret && <code className="font-mono">{value}</code>} of level {level}{' '}
      <code className="font-mono">{place}</code>
    </span>
  ));
}
