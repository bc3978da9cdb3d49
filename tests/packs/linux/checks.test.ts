import { describe, expect, test } from 'vitest';
import { compileCheck, judgeCheck } from '@/agent/checks/compiled-check';
import { resolveCheck } from '@/agent/checks/evaluate-check';
import { createLanguage } from '@/agent/expression/evaluator';
import { loadPackTree } from '@/agent/packs/pack-loader';
import { PackMemory } from '@/agent/packs/pack-memory';
import { parameterScope } from '@/agent/packs/parameter-scope';
import { surroundings } from '@/tests/agent/checks/check-file';

const language = createLanguage();
const tree = loadPackTree({
  places: [{ level: 'core', path: 'packs' }],
  memory: new PackMemory(),
  judges: { checks: judgeCheck(language) },
});

test('the shipped packs have no faults', () => {
  expect(tree.faults).toEqual([]);
});

/** A machine with so much in use, in percent. */
function machine(used: number) {
  return {
    cpustats: { cpu_all: { '%idle': 100 - used } },
    memory: { phys_used: used },
    diskusage: { '/': { pct_used: 3 }, '/mnt/a.b': { pct_used: used } },
    loadaverage: { load5: (used / 10) * 4 },
    system: { cpu_count: 4 },
  };
}

describe('the checks of the pack linux', () => {
  const pack = tree.packs.find(({ name }) => name === 'linux');
  const files = pack?.files.checks ?? [];
  if (pack === undefined || files.length !== 4) throw new Error('the pack linux has four checks');
  const parameters = parameterScope(pack);

  const judge = (file: (typeof files)[number], data: ReturnType<typeof machine> | object) => {
    const around = surroundings(() => JSON.parse(JSON.stringify(data)));
    return resolveCheck(compileCheck(file, language), (variables) =>
      around({ parameters, variables }),
    );
  };

  test.each(files)('$name is quiet on a machine at ease', async (file) => {
    const found = await judge(file, machine(10));
    expect(found).toMatchObject({ state: 'ok', output: expect.stringMatching(/\d/) });
  });

  test.each(files)(
    '$name is critical on a machine at its end, and says the value',
    async (file) => {
      const found = await judge(file, machine(99.5));
      expect(found.state).toBe('critical');
      expect(found.output).toMatch(/(99\.5|9\.95) .+ (99|97|95|5) .*or more/);
    },
  );

  test.each(files)('$name is unknown where nothing is known', async (file) => {
    expect((await judge(file, {})).state).toBe('unknown');
  });
});
