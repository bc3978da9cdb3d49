import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { encode } from 'msgpackr';
import { awaited, type Sightings, type What } from './sightings';

export interface Member {
  readonly name: string;
  readonly child: ChildProcess;
  join(index: number): void;
  tell(word: string): void;
  leave(): void;
}

/** A kind of agent that gossips, as processes on addresses of the loopback. */
export interface Kind {
  readonly name: string;
  /** Up when its promise settles; it knows nobody yet. */
  start(index: number, sightings: Sightings): Promise<Member>;
}

function hostOf(index: number): string {
  return `127.1.${index >> 7}.${(index & 127) + 1}`;
}

function nameOf(index: number): string {
  return `n${index}`;
}

async function isUp(name: string, sightings: Sightings, sinceMs: number): Promise<void> {
  const up = () =>
    sightings.times('up', name, new Set([name]), sinceMs).length > 0 ? true : undefined;
  if ((await awaited(up, 60_000)) === undefined) throw new Error(`${name} did not come up.`);
}

/** @param program gossip-process.ts, built */
export function ours(program: string, folder: string, preset: 'lan' | 'plain'): Kind {
  let runs = 0;
  return {
    name: preset === 'lan' ? 'opsbro' : 'plain SWIM',
    async start(index, sightings) {
      const name = nameOf(index);
      const own = join(folder, `${name}-${runs++}`);
      mkdirSync(own, { recursive: true });
      const sinceMs = performance.now();
      const words = [program, name, hostOf(index), own, preset];
      const child = spawn(process.execPath, words, { stdio: ['pipe', 'pipe', 'inherit'] });
      createInterface({ input: child.stdout }).on('line', (line) => {
        const [what = '', whom = ''] = line.split(' ');
        sightings.add(name, what as What, whom);
      });
      const say = (line: string) => void child.stdin.write(`${line}\n`);
      await isUp(name, sightings, sinceMs);
      return {
        name,
        child,
        join: (other) => say(`join ${hostOf(other)}:6768`),
        tell: (word) => say(`tell ${word}`),
        leave: () => say('leave'),
      };
    },
  };
}

const SERF = '/usr/bin/serf';
const SAYINGS: readonly (readonly [RegExp, What])[] = [
  [/Serf agent running/, 'up'],
  [/EventMemberJoin: (\S+)/, 'joined'],
  [/EventMemberFailed: (\S+)/, 'died'],
  [/EventMemberLeave: (\S+)/, 'left'],
  [/Suspect (\S+) has failed/, 'suspected'],
  [/Received event: user-event: (\S+)/, 'event'],
];

/** @returns `undefined` where Debian's serf is not installed */
export function serf(): Kind | undefined {
  if (!existsSync(SERF)) return undefined;
  return {
    name: 'serf',
    async start(index, sightings) {
      const name = nameOf(index);
      const host = hostOf(index);
      const sinceMs = performance.now();
      const words = ['agent', `-node=${name}`, `-bind=${host}:7946`, `-rpc-addr=${host}:7373`];
      const child = spawn(SERF, [...words, '-profile=lan', '-log-level=info'], {
        stdio: ['ignore', 'pipe', 'ignore'],
      });
      createInterface({ input: child.stdout }).on('line', (line) => {
        for (const [pattern, what] of SAYINGS) {
          const found = pattern.exec(line);
          if (found !== null) sightings.add(name, what, found[1] ?? name);
        }
      });
      await isUp(name, sightings, sinceMs);
      const call = await openRpc(host);
      return {
        name,
        child,
        join: (other) => call('join', { Existing: [hostOf(other)], Replay: false }),
        tell: (word) => call('event', { Name: word, Payload: Buffer.alloc(64), Coalesce: false }),
        leave: () => call('leave'),
      };
    },
  };
}

/** The RPC of serf: a header and a body in MessagePack, answered in kind; answers are not looked at. */
async function openRpc(host: string): Promise<(command: string, body?: object) => void> {
  const socket = connect(7373, host);
  socket.on('error', () => undefined).resume();
  await once(socket, 'connect');
  let sequence = 0;
  const call = (command: string, body?: object) => {
    socket.write(encode({ Command: command, Seq: sequence++ }));
    if (body !== undefined) socket.write(encode(body));
  };
  call('handshake', { Version: 1 });
  return call;
}
