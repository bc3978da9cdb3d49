import { ringOf, TransportRig } from '../agent/transport/transport-rig';

/** What a member under attack tells of itself when it is asked. */
export interface VictimStatus {
  readonly address: string;
  readonly dropped: Readonly<Record<string, number>>;
  readonly bytesIn: number;
  readonly bytesOut: number;
  readonly packetsIn: number;
  readonly streamBytesOut: number;
  /** Pings that it acknowledged. */
  readonly pings: number;
  /** Whatever else got through to the protocol. */
  readonly others: number;
  readonly rssBytes: number;
}

/** A member that acknowledges pings, in a process of its own; ends with its parent. */
const rig = await new TransportRig(ringOf('k'), 71).start();
const { transport, counters, address } = rig.open;
let pings = 0;
let others = 0;

transport.listen({
  packet(from, packet) {
    if (packet.kind !== 'ping') {
      others++;
      return;
    }
    pings++;
    transport.send(from.address, { kind: 'ack', sequence: packet.sequence, news: [] });
  },
  request() {
    others++;
    return { kind: 'pong' };
  },
});

function tell(): void {
  const { dropped, bytesIn, bytesOut, packetsIn, streamBytesOut } = counters;
  const passed = { dropped, bytesIn, bytesOut, packetsIn, streamBytesOut };
  const place = `${address.host}:${address.port}`;
  const rssBytes = process.memoryUsage.rss();
  process.send?.({ address: place, ...passed, pings, others, rssBytes } satisfies VictimStatus);
}

process.on('message', tell);
process.on('disconnect', () => {
  rig.remove();
  process.exit(0);
});
tell();
