#!/bin/sh
# Installs the OpsBro agent on this machine, from the server that sent this script and from nowhere
# else, and joins it to that server. It needs root. Everything below is functions: nothing happens
# until the last line, opsbro_join '<join string>', which the command on the page "Add a node" adds.
#
# What it writes:
#   /usr/local/lib/opsbro/<version>   the program; the link "current" names the one in use
#   /usr/local/bin/opsbro             the command, a link into the above
#   /etc/opsbro/agent.yaml            its settings, none at first
#   /var/lib/opsbro                   its key, its server, its logs, what it could not send yet
#   a service, opsbro-agent           for systemd, OpenRC or System V init
# It may be run again at any time: it mends what is incomplete and keeps the machine's key.
# "opsbro agent uninstall" undoes all of it.
set -eu

# ── what the server filled in ──────────────────────────────────────────────────────────────────────
opsbro_version='@version@'
# https; plain http only where the server listens on the machine itself.
opsbro_scheme='@scheme@'
# SHA-256 of the server's public key, where no public authority vouches for its certificate.
opsbro_pin='@pin@'
# The oldest Node that runs the program.
opsbro_node_min='@nodeMin@'
# What to fetch, with its SHA-256 and how many kB it takes on the disk: the program, for a machine that
# has Node, and the executables with Node inside, a line each: platform, file, checksum, kB.
opsbro_archive='@archive@'
opsbro_archive_sum='@archiveSum@'
opsbro_archive_kb='@archiveKb@'
opsbro_executables='@executables@'

opsbro_lib=/usr/local/lib/opsbro
opsbro_bin=/usr/local/bin/opsbro
opsbro_config=/etc/opsbro/agent.yaml
opsbro_data=/var/lib/opsbro
opsbro_work=

# ── words ──────────────────────────────────────────────────────────────────────────────────────────
opsbro_fail() {
  printf '\nopsbro: %s\n' "$*" >&2
  exit 1
}

opsbro_say() {
  printf '  %3s s  %s\n' "$(($(date +%s) - opsbro_started))" "$*"
}

opsbro_has() {
  command -v "$1" >/dev/null 2>&1
}

# ── what must hold before anything is changed ──────────────────────────────────────────────────────
opsbro_check_machine() {
  [ "$(uname -s)" = Linux ] ||
    opsbro_fail "this script installs on Linux; this machine runs $(uname -s)."
  [ "$(id -u)" = 0 ] ||
    opsbro_fail 'only root can install the agent; end the command with "| sudo sh" instead of "| sh".'
  for opsbro_tool in tar gzip sed mktemp date df find cksum sort sync readlink; do
    opsbro_has "$opsbro_tool" || opsbro_fail "the command $opsbro_tool is missing; install it first."
  done
}

# ops1.<token>.<secret>.<fingerprint of the server>@<host>:<port>
opsbro_check_join_string() {
  case $1 in
    ops1.*.*.*@*:*) ;;
    *) opsbro_fail 'the join string is incomplete; copy the whole command from the page "Add a node".' ;;
  esac
  opsbro_address=${1##*@}
  case $opsbro_address in
    *[!A-Za-z0-9.:_-]*)
      # An address of IPv6 stands in brackets.
      case $opsbro_address in
        \[*\]:*) ;;
        *) opsbro_fail 'the join string is damaged; copy the whole command from the page "Add a node".' ;;
      esac
      ;;
  esac
}

# Sets opsbro_node to a Node that is new enough, or else to nothing and opsbro_platform to that of the
# executable to use instead.
opsbro_choose_runtime() {
  opsbro_node=
  opsbro_platform=
  opsbro_node_trouble='there is no Node on this machine'
  for opsbro_candidate in node nodejs /usr/local/bin/node /usr/bin/node; do
    opsbro_candidate=$(command -v "$opsbro_candidate" 2>/dev/null) || continue
    if opsbro_is_usable "$opsbro_candidate"; then
      opsbro_node=$opsbro_candidate
      opsbro_say "Node $opsbro_found, $opsbro_node"
      return 0
    fi
  done
  opsbro_platform=$(opsbro_executable_platform)
  if printf '%s\n' "$opsbro_executables" | grep -q "^$opsbro_platform "; then
    opsbro_say "$opsbro_node_trouble, so the executable with Node inside is used"
    return 0
  fi
  opsbro_fail "$opsbro_node_trouble, and this server has no executable for $opsbro_platform. $(opsbro_node_advice)"
}

opsbro_is_usable() {
  opsbro_found=$("$1" -p process.versions.node 2>/dev/null </dev/null) || {
    opsbro_node_trouble="$1 does not start"
    return 1
  }
  if ! opsbro_is_new_enough "$opsbro_found"; then
    opsbro_node_trouble="$1 is Node $opsbro_found, and $opsbro_node_min or newer is needed"
    return 1
  fi
  # Whoever may change this file would be root as soon as the agent starts.
  if ! opsbro_is_ours_alone "$1"; then
    opsbro_node_trouble="$opsbro_blame does not belong to root alone, who would have to run $1"
    return 1
  fi
}

# Whether nobody but root can change a file or put another one in its place: neither what it is, nor
# any directory and link on the way to it. Sets opsbro_blame to the first that somebody else can.
opsbro_is_ours_alone() {
  opsbro_rest=${1#/}
  opsbro_here=
  opsbro_links=0
  opsbro_is_kept / || return 1
  while [ -n "$opsbro_rest" ]; do
    opsbro_step=${opsbro_rest%%/*}
    case $opsbro_rest in
      */*) opsbro_rest=${opsbro_rest#*/} ;;
      *) opsbro_rest= ;;
    esac
    case $opsbro_step in
      '' | .) continue ;;
      ..) opsbro_here=${opsbro_here%/*} ;;
      *) opsbro_here=$opsbro_here/$opsbro_step ;;
    esac
    opsbro_is_kept "${opsbro_here:-/}" || return 1
    [ -L "$opsbro_here" ] || continue
    opsbro_links=$((opsbro_links + 1))
    opsbro_target=$(readlink "$opsbro_here")
    if [ "$opsbro_links" -gt 40 ] || [ -z "$opsbro_target" ]; then
      opsbro_blame=$opsbro_here
      return 1
    fi
    opsbro_rest=$opsbro_target/$opsbro_rest
    case $opsbro_target in
      /*) opsbro_here= ;;
      *) opsbro_here=${opsbro_here%/*} ;;
    esac
  done
}

# Root's, and others may not write: to a link nobody can, and in a directory with the sticky bit, such
# as /tmp, nobody can replace what is not theirs.
opsbro_is_kept() {
  opsbro_blame=$1
  opsbro_listed=$(LC_ALL=C ls -ldn "$1" 2>/dev/null) || return 1
  set -- $opsbro_listed
  [ "${3:-}" = 0 ] || [ "${3:-}" = "$(id -u)" ] || return 1
  case $1 in
    l* | d????????[tT]*) return 0 ;;
    ?????w* | ????????w*) return 1 ;;
  esac
}

opsbro_is_new_enough() {
  opsbro_major=${1%%.*}
  opsbro_minor=${1#*.}
  opsbro_minor=${opsbro_minor%%.*}
  opsbro_major_min=${opsbro_node_min%%.*}
  opsbro_minor_min=${opsbro_node_min#*.}
  case $opsbro_major$opsbro_minor in '' | *[!0-9]*) return 1 ;; esac
  [ "$opsbro_major" -gt "$opsbro_major_min" ] ||
    { [ "$opsbro_major" -eq "$opsbro_major_min" ] && [ "$opsbro_minor" -ge "$opsbro_minor_min" ]; }
}

opsbro_executable_platform() {
  case $(uname -m) in
    x86_64 | amd64) opsbro_arch=x64 ;;
    aarch64 | arm64) opsbro_arch=arm64 ;;
    *) opsbro_arch=$(uname -m) ;;
  esac
  # The executables are made for the C library of GNU.
  for opsbro_libc in /lib/ld-musl-*; do
    if [ -e "$opsbro_libc" ]; then opsbro_arch="$opsbro_arch-musl"; fi
  done
  printf 'linux-%s\n' "$opsbro_arch"
}

opsbro_node_advice() {
  if opsbro_has apk; then
    printf 'Install Node with "apk add nodejs" and paste the command again.'
  elif opsbro_has dnf; then
    printf 'Install Node with "dnf module install -y nodejs:20" (or "dnf install -y nodejs") and paste the command again.'
  elif opsbro_has apt-get; then
    opsbro_offered=$(LC_ALL=C apt-cache policy nodejs 2>/dev/null | sed -n 's/^ *Candidate: //p')
    if opsbro_is_new_enough "${opsbro_offered#*:}" 2>/dev/null; then
      printf 'Install Node with "apt-get install -y nodejs" and paste the command again.'
    else
      printf 'apt-get offers Node %s here, which is too old: run "npm run build:executable" on the server, or install Node from nodejs.org, and paste the command again.' "${opsbro_offered:-none}"
    fi
  else
    printf 'Install Node from nodejs.org and paste the command again.'
  fi
}

# ── fetching ───────────────────────────────────────────────────────────────────────────────────────
opsbro_check_tools_for_fetching() {
  if opsbro_has curl || [ -n "$opsbro_node" ]; then return 0; fi
  if opsbro_has wget && [ -z "$opsbro_pin" ]; then return 0; fi
  if opsbro_has wget; then
    opsbro_fail 'wget cannot check a certificate by its key, which this server needs; install curl.'
  fi
  opsbro_fail 'there is neither curl nor wget to fetch the program with; install curl.'
}

# opsbro_fetch <file of the server> <where to>
opsbro_fetch() {
  opsbro_url="$opsbro_scheme://$opsbro_address/agent/$1"
  if opsbro_has curl; then
    if [ -n "$opsbro_pin" ]; then
      curl -fsSk --pinnedpubkey "sha256//$opsbro_pin" -o "$2" "$opsbro_url" </dev/null
    else
      curl -fsS -o "$2" "$opsbro_url" </dev/null
    fi
  elif [ -n "$opsbro_node" ]; then
    opsbro_fetch_with_node "$opsbro_url" "$2"
  else
    wget -q -O "$2" "$opsbro_url" </dev/null
  fi || opsbro_fail "$opsbro_url could not be fetched; see above. Mend it and paste the command again."
}

opsbro_fetch_with_node() {
  "$opsbro_node" - "$1" "$2" "$opsbro_pin" <<'NODE'
const [url, file, pin] = process.argv.slice(2);
const { createHash } = require('node:crypto');
const { createWriteStream } = require('node:fs');
const { pipeline } = require('node:stream');
const secure = url.startsWith('https:');
const fail = (why) => {
  process.stderr.write(`${why}\n`);
  process.exit(1);
};
const options = { agent: false, timeout: 30000, rejectUnauthorized: pin === '' };
const request = require(secure ? 'node:https' : 'node:http').get(url, options, (answer) => {
  if (answer.statusCode !== 200) fail(`the server answered ${answer.statusCode}`);
  pipeline(answer, createWriteStream(file), (error) => error && fail(error.message));
});
// Before a byte is sent: the certificate must hold the very key that was promised.
request.on('socket', (socket) => {
  if (!secure || pin === '') return;
  socket.on('secureConnect', () => {
    const { publicKey } = socket.getPeerX509Certificate();
    const key = publicKey.export({ type: 'spki', format: 'der' });
    if (createHash('sha256').update(key).digest('base64') === pin) return;
    fail('the server has another key than the one that the page promised');
  });
});
request.on('timeout', () => fail('the server does not answer'));
request.on('error', (error) => fail(error.message));
NODE
}

# opsbro_check_sum <file> <SHA-256>
opsbro_check_sum() {
  if opsbro_has sha256sum; then
    opsbro_sum=$(sha256sum "$1")
  elif opsbro_has openssl; then
    opsbro_sum=$(openssl dgst -sha256 -r "$1" </dev/null)
  elif [ -n "$opsbro_node" ]; then
    opsbro_sum=$("$opsbro_node" -p 'require("node:crypto").createHash("sha256").update(require("node:fs").readFileSync(process.argv[1])).digest("hex")' "$1" </dev/null)
  else
    opsbro_fail 'there is no sha256sum to check what was fetched; install coreutils.'
  fi
  [ "${opsbro_sum%% *}" = "$2" ] ||
    opsbro_fail 'what was fetched is not what the server built: its checksum differs. Nothing was installed. Paste the command again; if it stays so, something between here and the server changes files.'
}

# opsbro_check_space <kB> <directory>
opsbro_check_space() {
  opsbro_free=$(df -Pk "$2" | sed -n '2s/^.* \([0-9][0-9]*\)  *[0-9][0-9]*%.*$/\1/p')
  case $opsbro_free in '' | *[!0-9]*) return 0 ;; esac
  [ "$opsbro_free" -ge "$1" ] ||
    opsbro_fail "the disk of $2 has $((opsbro_free / 1024)) MB left, and $(($1 / 1024 + 1)) MB are needed. Free some space and paste the command again."
}

# ── installing ─────────────────────────────────────────────────────────────────────────────────────
opsbro_make_places() {
  if [ -e "$opsbro_bin" ] || [ -L "$opsbro_bin" ]; then
    case $(readlink "$opsbro_bin" 2>/dev/null || :) in
      "$opsbro_lib"/*) ;;
      *) opsbro_fail "$opsbro_bin is there and is not the agent's; move it away and paste the command again." ;;
    esac
  fi
  for opsbro_place in "$opsbro_lib" "$opsbro_data"; do
    [ ! -L "$opsbro_place" ] || [ -d "$opsbro_place" ] ||
      opsbro_fail "$opsbro_place is a link that leads nowhere; remove it and paste the command again."
  done
  umask 022
  mkdir -p "$opsbro_lib" /usr/local/bin /etc/opsbro
  # What an installation that was cut off has left.
  find "$opsbro_lib" -maxdepth 1 -name '.new.*' -mmin +30 -exec rm -rf {} + 2>/dev/null || :
  [ -d "$opsbro_data" ] || mkdir -m 700 -p "$opsbro_data"
  if [ ! -e "$opsbro_config" ]; then
    printf '# Settings of the OpsBro agent; "opsbro agent start --help" names them.\n' >"$opsbro_config.new"
    chmod 600 "$opsbro_config.new"
    mv -f "$opsbro_config.new" "$opsbro_config"
  fi
}

# Puts the program into a directory of its own, whole, before anything points to it.
opsbro_put_program() {
  if [ -n "$opsbro_node" ]; then
    opsbro_file=$opsbro_archive
    opsbro_file_sum=$opsbro_archive_sum
    opsbro_kb=$opsbro_archive_kb
  else
    opsbro_line=$(printf '%s\n' "$opsbro_executables" | grep "^$opsbro_platform " | head -n 1)
    opsbro_kb=${opsbro_line##* }
    opsbro_line=${opsbro_line#* }
    opsbro_file=${opsbro_line%% *}
    opsbro_line=${opsbro_line#* }
    opsbro_file_sum=${opsbro_line%% *}
  fi
  opsbro_home="$opsbro_lib/$opsbro_version-$(printf '%s' "$opsbro_file_sum" | cut -c 1-12)"
  if opsbro_is_whole "$opsbro_home"; then
    opsbro_say "version $opsbro_version is here already"
  else
    opsbro_check_space "$opsbro_kb" "$opsbro_lib"
    opsbro_work=$(mktemp -d "$opsbro_lib/.new.XXXXXX")
    chmod 755 "$opsbro_work"
    opsbro_fetch "$opsbro_file" "$opsbro_work/download"
    opsbro_check_sum "$opsbro_work/download" "$opsbro_file_sum"
    opsbro_unpack || opsbro_fail "the program could not be unpacked in $opsbro_lib; see above. Nothing was installed."
    rm -rf "$opsbro_home"
    mv "$opsbro_work" "$opsbro_home"
    opsbro_work=
    opsbro_say "version $opsbro_version fetched and checked"
  fi
}

opsbro_unpack() {
  if [ -n "$opsbro_node" ]; then
    gzip -dc "$opsbro_work/download" | tar -xf - -C "$opsbro_work" || return 1
    [ -s "$opsbro_work/opsbro.mjs" ] || return 1
  else
    gzip -dc "$opsbro_work/download" >"$opsbro_work/program" || return 1
    chmod 755 "$opsbro_work/program"
    "$opsbro_work/program" version </dev/null >/dev/null || return 1
  fi
  rm -f "$opsbro_work/download"
  mkdir -p "$opsbro_work/bin"
  # After a power cut a file may be there without its content: first that, then the word that it is.
  sync
  opsbro_list_files "$opsbro_work" >"$opsbro_work/complete"
}

# The program's files with their sums, which tell an empty or damaged one from what was unpacked.
opsbro_list_files() {
  (cd "$1" && find . -type f ! -name complete ! -path './bin/*' -exec cksum {} + | LC_ALL=C sort)
}

opsbro_is_whole() {
  [ -s "$1/complete" ] && [ "$(opsbro_list_files "$1")" = "$(cat "$1/complete")" ]
}

# From here on the new version is the one in use: two renames, each of them whole or not at all.
opsbro_switch() {
  if [ -n "$opsbro_node" ]; then
    printf '#!/bin/sh\nexec "%s" %s/current/opsbro.mjs "$@"\n' "$opsbro_node" "$opsbro_lib" >"$opsbro_home/bin/opsbro.new"
    chmod 755 "$opsbro_home/bin/opsbro.new"
    mv -f "$opsbro_home/bin/opsbro.new" "$opsbro_home/bin/opsbro"
  else
    ln -sf ../program "$opsbro_home/bin/opsbro"
  fi
  # What the links lead to is on the disk before they are.
  sync
  opsbro_link "${opsbro_home##*/}" "$opsbro_lib/current"
  opsbro_link "$opsbro_lib/current/bin/opsbro" "$opsbro_bin"
}

# Only now: the agent that ran until the restart may have needed its files.
opsbro_remove_old() {
  for opsbro_old in "$opsbro_lib"/[0-9]*; do
    if [ "$opsbro_old" != "$opsbro_home" ]; then rm -rf "$opsbro_old"; fi
  done
}

# opsbro_link <to what> <name>
opsbro_link() {
  rm -f "$2.new"
  ln -s "$1" "$2.new"
  mv -fT "$2.new" "$2" 2>/dev/null || { rm -f "$2" && mv -f "$2.new" "$2"; }
}

# The join string goes through a pipe, so that no list of processes shows it.
opsbro_enrol() {
  printf '%s\n' "$1" |
    "$opsbro_bin" agent join --data "$opsbro_data" --config "$opsbro_config" ||
    opsbro_fail 'this machine was not let in; see above. The program is installed: paste a fresh command to try again, or run "opsbro agent uninstall".'
  opsbro_say 'joined'
}

opsbro_clean() {
  opsbro_code=$?
  if [ -n "$opsbro_work" ]; then rm -rf "$opsbro_work"; fi
  exit "$opsbro_code"
}

opsbro_join() {
  opsbro_started=$(date +%s)
  # Where the command was pasted may be gone, or on a disk that somebody wants back.
  cd /
  trap opsbro_clean EXIT
  trap 'exit 130' INT TERM HUP
  opsbro_check_machine
  opsbro_check_join_string "$1"
  printf '\nOpsBro agent %s, from %s\n\n' "$opsbro_version" "$opsbro_address"
  opsbro_choose_runtime
  opsbro_check_tools_for_fetching
  opsbro_make_places
  opsbro_put_program
  opsbro_switch
  opsbro_enrol "$1"
  "$opsbro_bin" agent service-install --data "$opsbro_data" --config "$opsbro_config" --wait 30s </dev/null ||
    opsbro_fail 'the agent is installed but does not run as it should; see above, and "opsbro agent info".'
  opsbro_remove_old
  opsbro_say 'done'
}
