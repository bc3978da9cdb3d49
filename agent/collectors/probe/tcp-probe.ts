import { connect } from 'node:net';
import { addressText } from '../network/service-address';
import { ServiceFault, serviceFault } from '../network/service-fault';
import type { ProbeFinding, ProbeRun } from './run-probes';
import { type SocketTimes, watchSocket } from './socket-times';

export interface TcpProbe {
  readonly host: string;
  readonly port: number;
  /** Text that whoever listens has to say by itself, such as `SSH-2.0` or `220`. */
  readonly contains?: string | undefined;
}

export interface TcpFinding extends ProbeFinding {
  readonly times: SocketTimes;
}

const GREETING_BYTES_MAX = 65_536;

/**
 * Connects, waits for the greeting where one is expected, and hangs up.
 * @throws {ServiceFault}
 */
export async function probeTcp(probe: TcpProbe, run: ProbeRun): Promise<TcpFinding> {
  const { host, port, contains } = probe;
  const { signal } = run;
  const where = addressText({ host, port });
  const socket = connect({ host, port });
  const times = watchSocket(socket, run.nowMs);
  const giveUp = () => socket.destroy(new Error('time is up'));
  signal.addEventListener('abort', giveUp);
  try {
    return await new Promise<TcpFinding>((resolve, reject) => {
      let greeting = '';
      socket.on('error', reject);
      socket.on('connect', () => {
        if (contains === undefined) resolve({ up: 1, times });
      });
      socket.on('data', (piece: Buffer) => {
        greeting += piece.toString('latin1');
        if (contains !== undefined && greeting.includes(contains)) resolve({ up: 1, times });
        else if (greeting.length > GREETING_BYTES_MAX) reject(unexpected(where, contains));
      });
      socket.on('close', () => reject(unexpected(where, contains)));
    });
  } catch (cause) {
    throw serviceFault(where, cause, signal);
  } finally {
    signal.removeEventListener('abort', giveUp);
    socket.destroy();
  }
}

function unexpected(where: string, contains: string | undefined): ServiceFault {
  return new ServiceFault('broken', `${where} did not say ${JSON.stringify(contains)}`);
}
