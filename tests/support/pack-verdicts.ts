import { z } from 'zod';
import { compileCheck } from '@/agent/checks/compiled-check';
import { applicability, resolveCheck } from '@/agent/checks/evaluate-check';
import { createLanguage } from '@/agent/expression/evaluator';
import type { Pack } from '@/agent/packs/pack-tree';
import { parameterScope } from '@/agent/packs/parameter-scope';
import type { Surroundings } from '@/common/expression/frame';
import { createProgram } from '@/common/expression/program';
import type { RootScope } from '@/common/expression/scope';
import { isTrue, Missing } from '@/common/expression/values';

type SurroundingsWith = (roots?: Readonly<Record<string, RootScope>>) => Surroundings;

const language = createLanguage();
const detectorForm = z.strictObject({
  summary: z.string(),
  if: z.string(),
  groups: z.array(z.string()),
  interval: z.string(),
});

/** What the checks and detectors of a pack say of what a collector found. */
export function packVerdicts(pack: Pack, surroundings: SurroundingsWith) {
  const parameters = parameterScope(pack);
  return {
    /** `not for this machine`, or the state with its output: `critical: redis does not answer: …`. */
    async check(name: string): Promise<string> {
      const file = pack.files.checks.find((each) => each.name === name);
      if (file === undefined) throw new Error(`the pack ${pack.name} has no check ${name}`);
      const check = compileCheck(file, language);
      const groups = new Set(check.definition.group === null ? [] : [check.definition.group]);
      const { applies } = await applicability(check, surroundings({ parameters }), groups);
      if (!applies) return 'not for this machine';
      const { state, output } = await resolveCheck(check, (variables) =>
        surroundings({ parameters, variables }),
      );
      return `${state}: ${output}`;
    },

    /** All groups that its detectors give. */
    async groups(): Promise<string[]> {
      const found = pack.files.detectors.map(async ({ document }) => {
        const { if: condition, groups } = detectorForm.parse(document);
        const value = await createProgram(condition, language).resolve(
          surroundings({ parameters }),
        );
        return !(value instanceof Missing) && isTrue(value) ? groups : [];
      });
      return (await Promise.all(found)).flat();
    },
  };
}
