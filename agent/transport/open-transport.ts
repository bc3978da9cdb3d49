import { join } from 'node:path';
import type { Clock } from '@/common/clock';
import { GOSSIP_PORT } from '@/common/domain/member';
import { AppError } from '@/common/errors';
import type { Log } from '@/common/log';
import { sealOf } from '../gossip/codec/id-bytes';
import { Discovery } from './discovery';
import { type GossipSockets, openGossipSockets } from './gossip-sockets';
import { GossipTransport } from './gossip-transport';
import { keyFilePath } from './key-file';
import { KeySealing } from './key-sealing';
import type { Keyring } from './keyring';
import { openSealing } from './open-sealing';
import { ReplayGuard } from './replay-guard';
import { ReplayMarks } from './replay-marks';
import { isLoopback, type SocketAddress, socketAddressText } from './socket-address';
import { STREAM_LIMITS } from './stream-limits';
import { TransportCounters } from './transport-counters';
import { TunnelStreams } from './tunnel-streams';

export interface TransportOptions {
  readonly listen: SocketAddress;
  /** Another port will do when that one is taken: nobody chose it. */
  readonly mayMove: boolean;
  /** Of this member, from its first key. */
  readonly id: string;
  readonly zone: string;
  /** May be changed while it runs; whether there is a key at all is asked once. */
  readonly keyring: Keyring;
  readonly epoch: { readonly valueMs: number };
  readonly dataDirectory: string;
  readonly clock: Clock;
  readonly log: Log;
  /** Where others of the network are asked for; the port of gossip unless given. */
  readonly discoveryPort?: number;
}

/** What gossip goes through, and who may be found on the network. */
export interface OpenTransport {
  readonly transport: GossipTransport;
  readonly discovery: Discovery;
  /** Streams of bytes that others may open through this agent, and it through them. */
  readonly tunnels: TunnelStreams;
  /** Where it listens, by UDP and TCP. */
  readonly address: SocketAddress;
  readonly counters: TransportCounters;
  /** Whether anything is sealed; without a key nothing leaves the machine. */
  readonly isSealed: boolean;
  close(): void;
}

/**
 * Opens the sockets of gossip.
 * @throws {AppError} INVALID without a key beyond loopback, CONFLICT when the port is taken,
 *   UNREACHABLE when this machine does not have the address
 */
export async function openTransport(options: TransportOptions): Promise<OpenTransport> {
  const { listen, zone, keyring, clock, log } = options;
  const isSealed = keyring.used(zone) !== undefined;
  if (!isSealed && !isLoopback(listen.host)) throw noKey(options);
  const counters = new TransportCounters();
  const marks = isSealed ? openMarks(options) : undefined;
  const sealing =
    marks === undefined
      ? openSealing
      : new KeySealing({ ...options, seal: sealOf(options.id), guard: new ReplayGuard(marks) });
  let sockets: GossipSockets | undefined;
  const wire = { clock, sealing, counters, limits: STREAM_LIMITS };
  const transport = new GossipTransport({
    ...wire,
    zone,
    sendDatagram: (bytes, to) => sockets?.datagrams.send(bytes, to),
    otherDatagram: (opened, from) => discovery.datagram(opened, from),
  });
  const tunnels = new TunnelStreams({ ...wire, zone });
  const discovery = new Discovery({
    clock,
    keyring,
    isSealed,
    zone,
    port: options.discoveryPort ?? GOSSIP_PORT,
    send: (plaintext, to, ofZone) => transport.sendPlaintext(plaintext, to, ofZone),
    received: (bytes, from) => transport.datagram(bytes, from),
  });
  try {
    sockets = await openGossipSockets({
      ...options,
      streams: {
        ...wire,
        asked: (asked) => (asked.body.purpose === 'tunnel' ? tunnels : transport).question(asked),
      },
      datagrams: {
        message: (bytes, from) => transport.datagram(bytes, from),
        failed(reason) {
          counters.sendErrors += 1;
          log.debug('datagram not sent', { reason });
        },
      },
    });
  } catch (error) {
    marks?.close();
    throw error;
  }
  const { datagrams, port, close } = sockets;
  const address = { host: listen.host, port };
  await discovery.open(datagrams, address);
  return {
    transport,
    discovery,
    tunnels,
    address,
    counters,
    isSealed,
    close() {
      discovery.close();
      close();
      marks?.close();
    },
  };
}

function openMarks({ dataDirectory, clock, log }: TransportOptions): ReplayMarks {
  return new ReplayMarks(join(dataDirectory, 'gossip', 'replay-marks'), clock, log);
}

function noKey({ listen, zone, dataDirectory }: TransportOptions): AppError {
  return new AppError(
    'INVALID',
    `Gossip on ${socketAddressText(listen)} needs a key of the zone ${zone}: make one with "opsbro keygen" and put it into ${keyFilePath(dataDirectory, zone)} on each of its agents, or set gossip.listen to 127.0.0.1.`,
  );
}
