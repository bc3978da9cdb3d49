/** What programs take from the machine that they run on. */
const OF_THE_MACHINE =
  /^(PATH|HOME|USER|LOGNAME|SHELL|LANG|LANGUAGE|LC_\w+|TZ|TERM|NO_COLOR|TMPDIR|TEMP|TMP|SystemRoot|NODE_OPTIONS|NODE_EXTRA_CA_CERTS|SSL_CERT_(FILE|DIR)|(HTTPS?|NO|ALL)_PROXY|(https?|no|all)_proxy)$/;

/** What the agent reads, see agent/config/load-config.ts; its directory and server are flags. */
const OF_THE_AGENT =
  /^OPSBRO_(CONFIG|NAME|LOG_LEVEL|PACKS|OUTBOX_MAX_(BYTES|AGE)|COLLECTOR_\w+_(ENABLED|INTERVAL))$/;

/**
 * The environment of the launcher without what is the server's alone: its database's password is
 * none of the agent's business, which has enough rights of its own.
 * @param {Partial<NodeJS.ProcessEnv>} environment
 * @returns {NodeJS.ProcessEnv}
 */
export function agentEnvironment(environment) {
  const passed = Object.entries(environment).filter(
    ([name]) => OF_THE_MACHINE.test(name) || OF_THE_AGENT.test(name),
  );
  return { ...Object.fromEntries(passed), NODE_ENV: 'production' };
}
