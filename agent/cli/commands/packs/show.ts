import { z } from 'zod';
import { PACK_FILE_KINDS } from '@/common/domain/pack';
import { findPack } from '../../../packs/find-in-pack';
import type { Pack, PackFilePlace } from '../../../packs/pack-tree';
import { defineCommand } from '../../define-command';
import { jsonOption } from '../../json-option';
import type { Output } from '../../output';
import { packView, valueText } from '../../pack-text';
import { packsOption, readPacks } from '../../read-packs';

export default defineCommand({
  path: 'packs show',
  summary: 'Show a pack: what is in it, which level each part comes from, and what that hides.',
  options: { packs: packsOption, json: jsonOption },
  arguments: { name: z.string().describe('A pack.') },
  async run(given) {
    const { options, out } = given;
    const pack = findPack((await readPacks(given)).tree, given.arguments.name);
    if (options.json) out.json(packView(pack));
    else printPack(pack, out);
    return 0;
  },
});

function printPack(pack: Pack, out: Output): void {
  const { version, summary, topics } = pack.manifest;
  out.line(`${out.paint('bold', pack.name)} ${version}: ${summary}`);
  if (topics.length > 0) out.line(`  about ${topics.join(', ')}`);
  heading('levels, the strongest first', out);
  for (const { level, path } of pack.directories) out.line(`  ${level.padEnd(7)} ${path}`);
  printParameters(pack, out);
  printFiles(pack, out);
  if (pack.notLoaded.length > 0) heading('not loaded', out);
  for (const path of pack.notLoaded) out.line(`  ${path}`);
}

function printParameters({ parameters }: Pack, out: Output): void {
  if (parameters.length > 0) heading('parameters', out);
  for (const parameter of parameters) {
    const { name, level, hides, definition } = parameter;
    const hidden = hides.map((each) => `${each.level} ${valueText({ ...each, definition })}`);
    printLine(`${name} = ${valueText(parameter)}`, level, hidden, out);
  }
}

function printFiles(pack: Pack, out: Output): void {
  for (const kind of PACK_FILE_KINDS) {
    if (pack.files[kind].length > 0) heading(kind, out);
    for (const { name, level, enabled, hides } of pack.files[kind]) {
      printLine(enabled ? name : `${name} (off)`, level, levelsOf(hides), out);
    }
  }
  if (pack.collectors.length > 0) heading('collectors', out);
  for (const { name, level, hides } of pack.collectors)
    printLine(name, level, levelsOf(hides), out);
}

function heading(text: string, out: Output): void {
  out.line();
  out.line(out.paint('bold', text));
}

function printLine(text: string, level: string, hides: readonly string[], out: Output): void {
  const hidden = hides.length === 0 ? '' : `, hides ${hides.join(', ')}`;
  out.line(`  ${text}  ${out.paint('dim', `${level}${hidden}`)}`);
}

function levelsOf(hides: readonly PackFilePlace[]): string[] {
  return hides.map(({ level }) => level);
}
