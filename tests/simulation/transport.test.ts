import { describe } from 'vitest';
import { seededRandom } from '@/common/random';
import { type TransportPair, transportContract } from '../support/transport-contract';
import { Agenda } from './support/agenda';
import { MachineTime, SimClock } from './support/sim-clock';
import { SimNetwork } from './support/sim-network';
import { Trace } from './support/trace';

/** The contract that sockets keep to: tests/agent/transport/transport.test.ts. */
describe('the simulated network', () => {
  transportContract(async (): Promise<TransportPair> => {
    const agenda = new Agenda();
    const network = new SimNetwork(agenda, seededRandom(1), new Trace());
    const member = (address: string, seal: string) =>
      network.transport(network.port(address), {
        seal,
        clock: new SimClock(new MachineTime(agenda, 1)),
      });
    return {
      one: member('192.0.2.1:6768', '11'.repeat(8)),
      other: member('192.0.2.2:6768', '22'.repeat(8)),
      oneAddress: '192.0.2.1:6768',
      otherAddress: '192.0.2.2:6768',
      oneSeal: '11'.repeat(8),
      async until(isSo) {
        while (!isSo() && agenda.nowMs < 60_000) agenda.runUntil(agenda.nowMs + 1);
      },
      close: () => undefined,
    };
  });
});
