import { z } from 'zod';
import { AppError } from '@/common/errors';
import type { FunctionDoc } from '@/common/expression/function-table';
import { functionsMarkdown } from '@/common/expression/functions-markdown';
import { nearest } from '@/common/nearest';
import { defineCommand } from '../../define-command';
import { jsonOption } from '../../json-option';
import type { Output } from '../../output';

export default defineCommand({
  path: 'evaluator list',
  summary: 'List the functions of expressions, by group.',
  options: {
    json: jsonOption,
    details: z.boolean().default(false).describe('Print parameters and examples too.'),
    markdown: z.boolean().default(false).describe('Print them as the handbook has them.'),
  },
  arguments: { group: z.string().optional().describe('A group such as string; all without it.') },
  async run({ options, arguments: { group }, agent, out }) {
    const functions = chosen(await (await agent()).functions(), group);
    if (options.json) out.json(functions);
    else if (options.markdown) out.line(functionsMarkdown(functions).trimEnd());
    else printGroups(functions, options.details, out);
    return 0;
  },
});

/** @throws {AppError} NOT_FOUND with the group that was probably meant */
function chosen(functions: readonly FunctionDoc[], group: string | undefined) {
  if (group === undefined) return functions;
  const found = functions.filter((each) => each.group === group);
  if (found.length > 0) return found;
  const groups = [...new Set(functions.map((each) => each.group))];
  const near = nearest(group, groups);
  const hint = near === undefined ? `There are: ${groups.join(', ')}.` : `Did you mean ${near}?`;
  throw new AppError('NOT_FOUND', `There is no group ${group}. ${hint}`);
}

function printGroups(functions: readonly FunctionDoc[], withDetails: boolean, out: Output): void {
  let last = '';
  for (const each of functions) {
    if (each.group !== last) {
      if (last !== '') out.line();
      out.line(out.paint('bold', each.group));
      last = each.group;
    }
    out.line(`  ${out.paint('cyan', each.signature)}`);
    out.line(`      ${each.summary}`);
    if (withDetails) printDetails(each, out);
  }
}

function printDetails(
  { parameters, returns, needsHost, examples }: FunctionDoc,
  out: Output,
): void {
  for (const { name, kind, help } of parameters) out.line(`      ${name} (${kind}): ${help}`);
  out.line(`      Gives ${returns}${needsHost ? '; asks the machine' : ''}.`);
  for (const { expression, result } of examples) {
    out.line(out.paint('dim', `      ${expression} → ${result}`));
  }
}
