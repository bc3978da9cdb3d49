import type { Clock } from '@/common/clock';
import { RESULT_STATES, type ResultState } from '@/common/domain/check';
import { type PerfValue, parsePerfdata } from '@/common/domain/perfdata';
import { fillMacros } from '@/common/domain/plugin-words';
import { ExpressionError } from '@/common/expression/fault';
import type { Surroundings } from '@/common/expression/frame';
import { Meter } from '@/common/expression/limits';
import { createPath } from '@/common/expression/path';
import { textOf } from '@/common/expression/show';
import { Missing } from '@/common/expression/values';
import type { CompiledCheck } from './compiled-check';
import { type PluginEnd, runPlugin } from './plugin-process';

/** What a plugin said. */
export interface PluginResult {
  readonly state: ResultState;
  readonly output: string;
  readonly perfdata: readonly PerfValue[];
}

export interface PluginDeps {
  readonly clock: Clock;
  readonly searchPath: string;
  readonly signal: AbortSignal;
}

/** Runs the program of a check; what goes wrong is an unknown with its reason. Never rejects. */
export async function runPluginCheck(
  check: CompiledCheck,
  around: Surroundings,
  deps: PluginDeps,
): Promise<PluginResult> {
  const words = filledWords(check, around);
  if (typeof words === 'string') return unknown(words);
  const { way } = check.definition;
  const timeoutMs = way.is === 'plugin' ? way.timeoutMs : 0;
  const { clock, searchPath, signal } = deps;
  if (signal.aborted) return unknown('the agent stops');
  return pluginResult(await runPlugin({ words, timeoutMs, searchPath, signal }, clock));
}

/**
 * Exit codes 0 to 3 are states, anything else is unknown. The first line is the output; what is
 * behind a `|`, there and from the first one in later lines on, are performance data.
 * https://www.monitoring-plugins.org/doc/guidelines.html#PLUGOUTPUT
 */
function pluginResult(end: PluginEnd): PluginResult {
  if (end.is === 'failed') return unknown(end.reason);
  const { code, stdout, stderr } = end;
  const { text, perfdata } = parseOutput(stdout);
  const said = text === '' ? stderr.trim() : text;
  const state = RESULT_STATES[code];
  if (state === undefined) return { ...unknown(`exit code ${code}: ${said}`), perfdata };
  return { state, output: said === '' ? '(no output)' : said, perfdata };
}

function parseOutput(stdout: string): { text: string; perfdata: PerfValue[] } {
  const [first = '', ...rest] = stdout.split('\n');
  const long = rest.join('\n');
  const [line, linePerf] = parted(first);
  const [more, morePerf] = parted(long);
  const text = `${line.trim()}\n${more}`.trim();
  return { text, perfdata: parsePerfdata(`${linePerf} ${morePerf}`) };
}

function parted(text: string): [before: string, behind: string] {
  const at = text.indexOf('|');
  return at === -1 ? [text, ''] : [text.slice(0, at), text.slice(at + 1)];
}

/** @returns why it cannot be run, when it cannot */
function filledWords(check: CompiledCheck, around: Surroundings): string[] | string {
  const { way } = check.definition;
  const written = way.is === 'plugin' ? way.words : [];
  const found =
    check.file.root === undefined
      ? check.words.map((template) => templateText(() => template.fill(around)))
      : written.map((word) => macroText(word, check, around));
  const words: string[] = [];
  for (const word of found) {
    if ('reason' in word) return word.reason;
    if (word.text.includes('\0')) return 'an argument has a zero byte in it';
    words.push(word.text);
  }
  return words;
}

type Word = { readonly text: string } | { readonly reason: string };

function templateText(fill: () => string | Missing): Word {
  try {
    const text = fill();
    return text instanceof Missing ? { reason: text.reason } : { text };
  } catch (error) {
    if (error instanceof ExpressionError) return { reason: error.sentence };
    throw error;
  }
}

/** As the original looks macros up: in the check, then in its pack, then in the configuration. */
function macroText(
  word: string,
  { definition: { way } }: CompiledCheck,
  { scope }: Surroundings,
): Word {
  const own = way.is === 'plugin' ? way.macros : {};
  const filled = fillMacros(word, (name) => {
    if (Object.hasOwn(own, name)) return own[name];
    for (const root of ['parameters', 'configuration']) {
      const value = scope.lookup(createPath(root, name.split('.')));
      if (!(value instanceof Missing)) return textOf(value, new Meter());
    }
    return undefined;
  });
  if ('text' in filled) return filled;
  return { reason: `the macro $${filled.missing}$ has no value and no default` };
}

function unknown(output: string): PluginResult {
  return { state: 'unknown', output, perfdata: [] };
}
