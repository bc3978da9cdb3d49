/**
 * @typedef {Pick<ReturnType<typeof import('./demo-agent.mjs').startDemoAgent>,
 *   'name' | 'kill' | 'pause' | 'resume' | 'start' | 'leave' | 'turn'>} Victim
 */

/** From one incident to the next. */
export const INCIDENT_MS = 60_000;

/**
 * What happens in a demo, again and again, each time to the next agent.
 * @type {readonly { words: string, endsMs: number, begin: (agent: Victim) => void | Promise<void>, end: (agent: Victim) => void }[]}
 */
export const INCIDENTS = [
  {
    words: 'is killed, and comes back',
    endsMs: 25_000,
    begin: (agent) => agent.kill(),
    end: (agent) => agent.start(),
  },
  {
    words: 'takes no orders for a while',
    endsMs: 40_000,
    begin: (agent) => agent.turn(true),
    end: (agent) => agent.turn(false),
  },
  {
    words: 'stands still for a while',
    endsMs: 20_000,
    begin: (agent) => agent.pause(),
    end: (agent) => agent.resume(),
  },
  {
    words: 'leaves, and joins again',
    endsMs: 30_000,
    begin: (agent) => agent.leave(),
    end: (agent) => agent.start(),
  },
];

/**
 * Lets them happen, one a minute.
 * @param {readonly Victim[]} agents
 * @param {{ tell: (words: string) => void, after: (delayMs: number, act: () => void) => () => void }} seams
 * @returns {() => void} ends it; what is under way stays as it is
 */
export function playIncidents(agents, { tell, after }) {
  /** @type {Set<() => void>} */
  const cancels = new Set();
  let round = 0;

  /** @param {number} delayMs @param {() => void} act */
  function later(delayMs, act) {
    const cancel = after(delayMs, () => {
      cancels.delete(cancel);
      act();
    });
    cancels.add(cancel);
  }

  function next() {
    const incident = INCIDENTS[round % INCIDENTS.length];
    // The step is no divisor of usual numbers, so that all get their turn.
    const agent = agents[(round * 7) % agents.length];
    round += 1;
    later(INCIDENT_MS, next);
    if (incident === undefined || agent === undefined) return;
    tell(`${agent.name} ${incident.words}`);
    Promise.resolve(incident.begin(agent)).catch((error) => {
      tell(`${agent.name} did not: ${/** @type {Error} */ (error).message}`);
    });
    later(incident.endsMs, () => incident.end(agent));
  }

  later(INCIDENT_MS / 2, next);
  return () => {
    for (const cancel of cancels) cancel();
    cancels.clear();
  };
}
