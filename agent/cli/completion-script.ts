export const SHELLS = ['bash', 'zsh', 'fish'] as const;
export type Shell = (typeof SHELLS)[number];

interface CompletedCommand {
  readonly path: string;
  readonly summary: string;
  readonly options: readonly { readonly flag: string; readonly help: string }[];
}

/** These take the name of a collector, which the running agent knows. */
const TAKES_COLLECTOR = ['collectors show', 'collectors run', 'collectors wait-ok'];
const COLLECTOR_NAMES = 'opsbro collectors list --names 2>/dev/null';

/** A script that a shell reads to complete `opsbro`; made from the commands, so never out of date. */
export function completionScript(shell: Shell, commands: readonly CompletedCommand[]): string {
  const write = { bash: bashScript, zsh: zshScript, fish: fishScript }[shell];
  return write(commands);
}

function bashScript(commands: readonly CompletedCommand[]): string {
  return `# opsbro completion bash > /etc/bash_completion.d/opsbro
_opsbro() {
  local word="\${COMP_WORDS[COMP_CWORD]}" path="\${COMP_WORDS[1]:-} \${COMP_WORDS[2]:-}" words=""
  if [ "$COMP_CWORD" -eq 1 ]; then
    words="${topics(commands).join(' ')}"
  elif [ "$COMP_CWORD" -eq 2 ] && [[ "$word" != -* ]]; then
    case "\${COMP_WORDS[1]}" in
${topics(commands)
  .filter((topic) => verbs(commands, topic).length > 0)
  .map((topic) => `      ${topic}) words="${verbs(commands, topic).join(' ')}" ;;`)
  .join('\n')}
      completion) words="${SHELLS.join(' ')}" ;;
    esac
  elif [[ "$word" == -* ]]; then
    case "$path" in
${commands.map(({ path, options }) => `      "${path}"*) words="${options.map(({ flag }) => flag).join(' ')}" ;;`).join('\n')}
    esac
  else
    case "$path" in
      ${TAKES_COLLECTOR.map((path) => `"${path}"`).join(' | ')}) words="$(${COLLECTOR_NAMES})" ;;
    esac
  fi
  COMPREPLY=($(compgen -W "$words" -- "$word"))
}
complete -F _opsbro opsbro`;
}

function zshScript(commands: readonly CompletedCommand[]): string {
  return `#compdef opsbro
# opsbro completion zsh > "\${fpath[1]}/_opsbro"
autoload -U +X bashcompinit && bashcompinit
${bashScript(commands).split('\n').slice(1).join('\n')}`;
}

function fishScript(commands: readonly CompletedCommand[]): string {
  const lines = ['# opsbro completion fish > ~/.config/fish/completions/opsbro.fish'];
  lines.push('complete -c opsbro -f');
  for (const topic of topics(commands)) {
    const { summary = `Commands about the ${topic}` } =
      commands.find(({ path }) => path === topic) ?? {};
    lines.push(`complete -c opsbro -n __fish_use_subcommand -a ${topic} -d ${quoted(summary)}`);
  }
  for (const { path, summary, options } of commands) {
    const [noun = '', verb] = path.split(' ');
    const seen = `__fish_seen_subcommand_from ${noun}`;
    if (verb !== undefined) {
      lines.push(`complete -c opsbro -n ${quoted(seen)} -a ${verb} -d ${quoted(summary)}`);
    }
    const here = verb === undefined ? seen : `${seen}; and __fish_seen_subcommand_from ${verb}`;
    for (const { flag, help } of options) {
      lines.push(`complete -c opsbro -n ${quoted(here)} -l ${flag.slice(2)} -d ${quoted(help)}`);
    }
    if (TAKES_COLLECTOR.includes(path)) {
      lines.push(`complete -c opsbro -n ${quoted(here)} -a ${quoted(`(${COLLECTOR_NAMES})`)}`);
    }
  }
  lines.push(
    `complete -c opsbro -n '__fish_seen_subcommand_from completion' -a ${quoted(SHELLS.join(' '))}`,
  );
  return lines.join('\n');
}

function topics(commands: readonly CompletedCommand[]): string[] {
  return [...new Set(commands.map(({ path }) => path.split(' ')[0] ?? path))];
}

function verbs(commands: readonly CompletedCommand[], topic: string): string[] {
  return commands.flatMap(({ path }) => {
    const [noun, verb] = path.split(' ');
    return noun === topic && verb !== undefined ? [verb] : [];
  });
}

function quoted(text: string): string {
  return `'${text.replace(/'/g, "'\\''")}'`;
}
