export const SHELLS = ['bash', 'zsh', 'fish'] as const;
export type Shell = (typeof SHELLS)[number];

interface CompletedCommand {
  readonly path: string;
  readonly summary: string;
  readonly options: readonly { readonly flag: string; readonly help: string }[];
}

/** These take the name of a collector, which the running agent knows. */
const TAKES_COLLECTOR = ['collectors show', 'collectors run', 'collectors wait-ok'];
/** These take the name of a pack first, which the files know. */
const TAKES_PACK = ['packs show', 'packs overload'];
const PACK_NAMES = 'opsbro packs list --names 2>/dev/null';
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
${commands.map(({ path, options }) => `      "${startOf(path)}"*) words="${options.map(({ flag }) => flag).join(' ')}" ;;`).join('\n')}
    esac
  else
    case "$path" in
      ${TAKES_COLLECTOR.map((path) => `"${path}"`).join(' | ')}) words="$(${COLLECTOR_NAMES})" ;;
      ${TAKES_PACK.map((path) => `"${path}"`).join(' | ')}) words="$(${PACK_NAMES})" ;;
${deepPaths(commands)
  .map(([start, last]) => `      "${start}") words="${last.join(' ')}" ;;`)
  .join('\n')}
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
  lines.push(...commands.flatMap(fishLines));
  lines.push(
    `complete -c opsbro -n '__fish_seen_subcommand_from completion' -a ${quoted(SHELLS.join(' '))}`,
  );
  return lines.join('\n');
}

function fishLines({ path, summary, options }: CompletedCommand): string[] {
  const words = path.split(' ');
  const lines = words.slice(1).map((word, index) => {
    const seen = fishSeen(words.slice(0, index + 1));
    return `complete -c opsbro -n ${seen} -a ${word} -d ${quoted(summary)}`;
  });
  const here = fishSeen(words);
  for (const { flag, help } of options) {
    lines.push(`complete -c opsbro -n ${here} -l ${flag.slice(2)} -d ${quoted(help)}`);
  }
  const names = TAKES_PACK.includes(path) ? PACK_NAMES : COLLECTOR_NAMES;
  if ([...TAKES_PACK, ...TAKES_COLLECTOR].includes(path)) {
    lines.push(`complete -c opsbro -n ${here} -a ${quoted(`(${names})`)}`);
  }
  return lines;
}

function fishSeen(words: readonly string[]): string {
  return quoted(words.map((word) => `__fish_seen_subcommand_from ${word}`).join('; and '));
}

function topics(commands: readonly CompletedCommand[]): string[] {
  return [...new Set(commands.map(({ path }) => path.split(' ')[0] ?? path))];
}

function verbs(commands: readonly CompletedCommand[], topic: string): string[] {
  const all = commands.flatMap(({ path }) => {
    const [noun, verb] = path.split(' ');
    return noun === topic && verb !== undefined ? [verb] : [];
  });
  return [...new Set(all)];
}

/** The words before the last of paths of three words, with all of the last. */
function deepPaths(commands: readonly CompletedCommand[]): [string, string[]][] {
  const found = new Map<string, string[]>();
  for (const { path } of commands) {
    const last = path.split(' ')[2];
    if (last !== undefined) found.set(startOf(path), [...(found.get(startOf(path)) ?? []), last]);
  }
  return [...found];
}

/** A path, up to its second word. */
function startOf(path: string): string {
  return path.split(' ', 2).join(' ');
}

function quoted(text: string): string {
  return `'${text.replace(/'/g, "'\\''")}'`;
}
