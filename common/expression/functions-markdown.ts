import type { FunctionDoc } from './function-table';

/** The handbook of functions, by group. @param functions in the order of `describeFunctions` */
export function functionsMarkdown(functions: readonly FunctionDoc[]): string {
  const groups = [...new Set(functions.map(({ group }) => group))];
  const chapters = groups.map((group) => {
    const own = functions.filter((each) => each.group === group);
    return [`## ${group}`, ...own.map(section)].join('\n\n');
  });
  return `${[HEAD, ...chapters].join('\n\n')}\n`;
}

const HEAD = `# Functions of expressions

Written by \`opsbro evaluator list --markdown\`; the page of the Lab shows the same. Functions that ask the machine are answered on the node itself only.`;

function section({ signature, summary, parameters, returns, needsHost, examples }: FunctionDoc) {
  const lines = [`### \`${signature}\``, '', `${summary} Gives ${returns}.`];
  if (needsHost) lines.push('Asks the machine.');
  if (parameters.length > 0) lines.push('');
  for (const { name, kind, help } of parameters) lines.push(`- \`${name}\` (${kind}): ${help}`);
  if (examples.length > 0) {
    lines.push('', '```text');
    for (const { expression, result } of examples) lines.push(`${expression}  →  ${result}`);
    lines.push('```');
  }
  return lines.join('\n');
}
