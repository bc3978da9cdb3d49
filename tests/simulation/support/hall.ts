import type { News } from '@/agent/gossip/message';
import type { Agenda } from './agenda';
import { MachineTime, SimClock } from './sim-clock';
import type { SimMember } from './sim-member';
import type { SimNetwork } from './sim-network';

const ADDRESS = '192.0.2.1:6768';
const INTRODUCED_MS = 1_000;

/**
 * Introduces many to one another at once: each that asks to be let in is given all cards. To find
 * each other by themselves costs a thousand members a million messages, which is measured elsewhere.
 */
export function introduce(
  founders: readonly SimMember[],
  network: SimNetwork,
  agenda: Agenda,
): void {
  const port = network.port(ADDRESS);
  const clock = new SimClock(new MachineTime(agenda, 1));
  const news: News[] = founders.map((founder) => founder.introduction(0));
  network.transport(port, { seal: '0'.repeat(16), clock }).listen({
    packet: () => undefined,
    request: () => ({ kind: 'compared', buckets: [], standings: [], news }),
  });
  for (const founder of founders) founder.start(true, [ADDRESS]);
  agenda.runUntil(agenda.nowMs + INTRODUCED_MS);
  port.close();
  for (const founder of founders) founder.gossip?.setSeeds([]);
}
