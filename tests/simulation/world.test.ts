import { describe, expect, test } from 'vitest';
import type { Packet, StreamAnswer } from '@/agent/gossip/message';
import type { StreamFailure, Transport } from '@/agent/gossip/transport';
import { Agenda } from './support/agenda';
import { chance } from './support/chance';
import { SMALL, scheduleOf } from './support/schedule';
import { MachineTime, SimClock } from './support/sim-clock';
import { type Port, SimNetwork } from './support/sim-network';
import { Trace } from './support/trace';
import { FAIR } from './support/weather';

const PING: Packet = { kind: 'ping', sequence: 1, target: 'b', news: [] };

describe('time', () => {
  test('a machine that runs five percent fast is that much early', () => {
    const agenda = new Agenda();
    const clock = new SimClock(new MachineTime(agenda, 1.05));
    let firedMs = 0;
    clock.after(1_050, () => {
      firedMs = agenda.nowMs;
    });
    agenda.runUntil(2_000);
    expect(firedMs).toBeCloseTo(1_000, 3);
    expect(clock.nowMs()).toBeCloseTo(2_100, 3);
  });

  test('a process that was stopped fires its timers first and then hears what came', () => {
    const agenda = new Agenda();
    const clock = new SimClock(new MachineTime(agenda, 1));
    const order: string[] = [];
    clock.after(200, () => order.push('timer'));
    agenda.runUntil(100);
    clock.stop();
    clock.deliver(() => order.push('packet'), 10);
    agenda.runUntil(5_000);
    expect(order).toEqual([]);
    clock.goOn();
    expect(order).toEqual(['timer', 'packet']);
    expect(clock.nowMs()).toBe(5_000);
  });

  test('a machine that slept finds its monotonic clock where it was, and its wall clock ahead', () => {
    const agenda = new Agenda();
    const time = new MachineTime(agenda, 1);
    const clock = new SimClock(time);
    let firedMs = 0;
    clock.after(1_000, () => {
      firedMs = agenda.nowMs;
    });
    const wallMs = clock.wallMs();
    agenda.runUntil(400);
    time.sleep();
    agenda.runUntil(60_400);
    time.wake();
    expect(clock.nowMs()).toBe(400);
    expect(clock.wallMs() - wallMs).toBe(60_400);
    agenda.runUntil(70_000);
    expect(firedMs).toBeCloseTo(61_000, 3);
  });

  test('nothing happens any more in a process that ended', () => {
    const agenda = new Agenda();
    const clock = new SimClock(new MachineTime(agenda, 1));
    let count = 0;
    clock.after(10, () => count++);
    clock.end();
    expect(clock.deliver(() => count++, 10)).toBe(false);
    agenda.runUntil(100);
    expect(count).toBe(0);
  });
});

describe('the network', () => {
  interface Pair {
    readonly agenda: Agenda;
    readonly network: SimNetwork;
    readonly ports: readonly [Port, Port];
    readonly transports: readonly [Transport, Transport];
    readonly clocks: readonly [SimClock, SimClock];
    readonly received: Packet[];
  }

  function pair(): Pair {
    const agenda = new Agenda();
    const network = new SimNetwork(agenda, chance(1, 'network'), new Trace());
    const ports = [network.port('10.0.0.1:1'), network.port('10.0.0.2:1')] as const;
    const clockOf = () => new SimClock(new MachineTime(agenda, 1));
    const clocks = [clockOf(), clockOf()] as const;
    const transportOf = (port: Port, clock: SimClock) =>
      network.transport(port, { seal: port.address, clock });
    const transports = [
      transportOf(ports[0], clocks[0]),
      transportOf(ports[1], clocks[1]),
    ] as const;
    const received: Packet[] = [];
    for (const transport of transports) {
      transport.listen({
        packet: (_from, packet) => received.push(packet),
        request: () => ({ kind: 'pong' }),
      });
    }
    return { agenda, network, ports, transports, clocks, received };
  }

  function asked(world: Pair, timeoutMs: number): (StreamAnswer | StreamFailure)[] {
    const answers: (StreamAnswer | StreamFailure)[] = [];
    const request = { kind: 'ping', target: 'b' } as const;
    world.transports[0].request('10.0.0.2:1', request, timeoutMs, (answer) => {
      answers.push(answer);
    });
    world.agenda.runUntil(world.agenda.nowMs + 60_000);
    return answers;
  }

  test('it loses and doubles as many datagrams as it is told to', () => {
    const world = pair();
    world.network.weather = { ...FAIR, lossRate: 0.3, duplicateRate: 0.2 };
    for (let sent = 0; sent < 10_000; sent++) world.transports[0].send('10.0.0.2:1', PING);
    world.agenda.runUntil(1_000);
    expect(world.received.length).toBeGreaterThan(10_000 * 0.7 * 1.2 * 0.97);
    expect(world.received.length).toBeLessThan(10_000 * 0.7 * 1.2 * 1.03);
  });

  test('what one sends may be cut off while the way back is open', () => {
    const world = pair();
    const undo = world.network.deafen('10.0.0.1:1', '10.0.0.2:1');
    world.transports[0].send('10.0.0.2:1', PING);
    world.agenda.runUntil(1_000);
    expect(world.received).toHaveLength(0);
    world.transports[1].send('10.0.0.1:1', PING);
    world.agenda.runUntil(2_000);
    expect(world.received).toHaveLength(1);
    expect(asked(world, 500)).toEqual(['timeout']);
    undo();
    expect(asked(world, 500)).toEqual([{ kind: 'pong' }]);
  });

  test('a stream is refused where the process is gone, and never answered where it is stopped', () => {
    const world = pair();
    expect(asked(world, 500)).toEqual([{ kind: 'pong' }]);
    world.clocks[1].stop();
    expect(asked(world, 500)).toEqual(['timeout']);
    world.clocks[1].end();
    world.ports[1].close();
    expect(asked(world, 500)).toEqual(['refused']);
    world.ports[1].isOn = false;
    expect(asked(world, 500)).toEqual(['timeout']);
    expect(asked(world, 10_000)).toEqual(['unreachable']);
  });

  test('two sides of a partition do not reach one another until it is over', () => {
    const world = pair();
    world.network.partition(new Map([['10.0.0.2:1', 1]]));
    world.transports[0].send('10.0.0.2:1', PING);
    world.agenda.runUntil(1_000);
    expect(world.received).toHaveLength(0);
    world.network.rejoin();
    world.transports[0].send('10.0.0.2:1', PING);
    world.agenda.runUntil(2_000);
    expect(world.received).toHaveLength(1);
  });
});

test('a seed means the same each time, and another one something else', () => {
  expect(scheduleOf(7, SMALL)).toEqual(scheduleOf(7, SMALL));
  expect(scheduleOf(8, SMALL)).not.toEqual(scheduleOf(7, SMALL));
});
