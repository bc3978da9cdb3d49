import { exportLines } from './openrc-script';
import { SERVICE_NAME, SERVICE_SUMMARY, type ServiceDefinition } from './service-definition';
import { shellWord } from './shell-word';

/**
 * A script for System V init, after the Linux Standard Base. init keeps nothing running that it
 * starts this way, so the script does: `keep` is a shell that starts the agent again two seconds
 * after it ended, until it is told to stop. Needs nothing but a POSIX shell.
 */
export function initScript({ words, environment }: ServiceDefinition): string {
  return `#!/bin/sh
### BEGIN INIT INFO
# Provides:          ${SERVICE_NAME}
# Required-Start:    $local_fs $remote_fs
# Required-Stop:     $local_fs $remote_fs
# Should-Start:      $network $named $time
# Should-Stop:       $network
# Default-Start:     2 3 4 5
# Default-Stop:      0 1 6
# Short-Description: ${SERVICE_SUMMARY}
# Description:       Collects what this machine does, and reports it to the server.
### END INIT INFO
# chkconfig: 2345 95 05
# Written by "opsbro agent service-install".

pidfile=/run/${SERVICE_NAME}.pid
${exportLines(environment)}
agent() {
  exec ${words.map(shellWord).join(' ')}
}

# The pid may be another process's by now: the keeper is known by its command line.
keeper() {
  pid=$(cat "$pidfile" 2>/dev/null) || return 1
  case $pid in '' | *[!0-9]*) return 1 ;; esac
  tr '\\0' ' ' <"/proc/$pid/cmdline" 2>/dev/null | grep -q '${SERVICE_NAME} keep'
}

keep() {
  umask 077
  cd /
  child=
  trap 'trap "" TERM; [ -z "$child" ] || kill "$child" 2>/dev/null; wait; rm -f "$pidfile"; exit 0' TERM INT
  echo $$ >"$pidfile"
  while :; do
    agent </dev/null >/dev/null 2>&1 &
    child=$!
    code=0
    wait "$child" || code=$?
    child=
    # A wrong configuration does not mend itself.
    if [ "$code" = 78 ]; then rm -f "$pidfile"; exit 78; fi
    sleep 2 &
    wait $!
  done
}

start() {
  if keeper; then echo '${SERVICE_NAME} runs already.'; return 0; fi
  if command -v setsid >/dev/null 2>&1; then
    setsid /bin/sh /etc/init.d/${SERVICE_NAME} keep </dev/null >/dev/null 2>&1 &
  else
    nohup /bin/sh /etc/init.d/${SERVICE_NAME} keep </dev/null >/dev/null 2>&1 &
  fi
  waited=0
  until keeper; do
    waited=$((waited + 1))
    if [ "$waited" -gt 50 ]; then echo '${SERVICE_NAME} did not start.' >&2; return 1; fi
    sleep 0.1 2>/dev/null || sleep 1
  done
}

stop() {
  keeper || return 0
  kill "$pid" 2>/dev/null
  waited=0
  while kill -0 "$pid" 2>/dev/null; do
    waited=$((waited + 1))
    if [ "$waited" -gt 150 ]; then kill -9 "$pid" 2>/dev/null; fi
    sleep 0.1 2>/dev/null || sleep 1
  done
  rm -f "$pidfile"
}

case \${1:-} in
  start) start ;;
  stop) stop ;;
  restart | force-reload) stop && start ;;
  status) if keeper; then echo '${SERVICE_NAME} runs.'; else echo '${SERVICE_NAME} does not run.'; exit 3; fi ;;
  keep) keep ;;
  *)
    echo "Usage: $0 {start|stop|restart|force-reload|status}" >&2
    exit 2
    ;;
esac
`;
}
