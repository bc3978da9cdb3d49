import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { Agent, type IncomingMessage, request } from 'node:http';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { bareEnvironment, PROJECT } from '../scripts/launched';
import { rankTest } from '../support/rank-test';
import { atMost, distribution, type Finding, type GoalOptions, none, noted } from './goal';
import { LabServer } from './lab-server';
import { ACCOUNT, Person } from './person';

export interface GuessingOptions extends GoalOptions {
  /** From one address, and once more from many. */
  readonly tries: number;
  readonly addresses: number;
}

const ACCOUNT_TRIES_MAX = 10;
const ADDRESS_TRIES_MAX = 60;
const PARALLEL = 16;
/** Of guesses at accounts; one of them is there. */
const ACCOUNTS = 20;
const TIMED = 10;
/** By chance one pair of samples in a hundred looks that different. */
const CHANCE_MIN = 0.01;
/** Two hashes of 32 MiB, and what requests leave to the collector of garbage. */
const GROWTH_MIB_MAX = 256;
const MIB = 1024 * 1024;

/** What came of guesses. */
class Guesses {
  /** Answers that a password was looked at for, by account. */
  readonly looked = new Map<string, number>();
  readonly answerMs: number[] = [];
  refused = 0;
  strange = 0;

  note(email: string, status: number): void {
    if (status === 401) this.looked.set(email, (this.looked.get(email) ?? 0) + 1);
    else if (status === 429 || status === 503) this.refused += 1;
    else this.strange += 1;
  }
}

/** S5: passwords are guessed over HTTP, at an account that is there and at others that are not. */
export async function runGuessing(options: GuessingOptions): Promise<Finding[]> {
  const { addresses, say } = options;
  const folder = join(options.folder, 'server');
  const server = new LabServer(folder, options.port);
  try {
    await server.start();
    const person = new Person(server);
    await person.setUp();
    const chance = await timeBoth(server);
    await unlock(folder);
    const beforeBytes = rssOf(server);
    const one = await guess(server, options, 1);
    say(`${one.answerMs.length} guesses from one address`);
    await unlock(folder);
    const isLetIn = await person.signIn();
    const many = await guess(server, options, addresses);
    say(`${many.answerMs.length} guesses from ${addresses} addresses`);
    const grownMib = (peakOf(server) - beforeBytes) / MIB;
    const isLocked = !(await person.signIn());
    await unlock(folder);
    const isLetInAgain = await person.signIn();
    return [
      ...guessFindings('one address', one, 1),
      ...guessFindings(`${addresses} addresses`, many, addresses),
      none('the account let its owner in while it was locked', isLocked ? 0 : 1),
      none('the console did not let its owner in', isLetIn && isLetInAgain ? 0 : 1),
      {
        what: 'an account that is there answers as late as others, p',
        figure: chance.toFixed(2),
        threshold: `> ${CHANCE_MIN}`,
        met: chance > CHANCE_MIN,
      },
      atMost('the server grew by at most', grownMib, GROWTH_MIB_MAX, 'MiB'),
      none('times that the server ended', server.deaths),
    ];
  } finally {
    await server.kill();
  }
}

function guessFindings(from: string, guesses: Guesses, addresses: number): Finding[] {
  const counts = [...guesses.looked.values()];
  const looked = counts.reduce((sum, count) => sum + count, 0);
  return [
    noted(`from ${from}`, `${looked} looked at, ${guesses.refused} told to wait`),
    atMost(`from ${from}, looked at of one account`, Math.max(...counts), ACCOUNT_TRIES_MAX, ''),
    atMost(`from ${from}, looked at`, looked, ADDRESS_TRIES_MAX * addresses, ''),
    none(`from ${from}, any other answer`, guesses.strange),
    noted(`from ${from}, answered after`, distribution(guesses.answerMs, 'ms')),
  ];
}

async function guess(
  server: LabServer,
  { tries, isOver }: GuessingOptions,
  addresses: number,
): Promise<Guesses> {
  const agents = Array.from({ length: addresses }, (_, at) => agentAt(at));
  const guesses = new Guesses();
  let next = 0;
  const work = async () => {
    for (let at = next++; at < tries && !isOver(); at = next++) {
      const account = at % ACCOUNTS;
      const email = account === 0 ? ACCOUNT.email : `nobody${account}-${addresses}@example.org`;
      const startMs = performance.now();
      guesses.note(email, await signIn(server, email, agents[at % addresses]));
      guesses.answerMs.push(performance.now() - startMs);
    }
  };
  await Promise.all(Array.from({ length: PARALLEL }, work));
  for (const agent of agents) agent.destroy();
  return guesses;
}

/**
 * All of 127.0.0.0/8 is this machine, on Linux. Each guess has a connection of its own: the server
 * closes those that idle, and one of many addresses idles until its turn comes again.
 */
function agentAt(place: number): Agent {
  const localAddress = `127.7.${Math.floor(place / 250)}.${1 + (place % 250)}`;
  return new Agent({ localAddress, maxSockets: PARALLEL });
}

/** Interleaved, so that whatever else the machine does falls on both alike. */
async function timeBoth(server: LabServer): Promise<number> {
  const times: Record<'known' | 'unknown', number[]> = { known: [], unknown: [] };
  const agent = agentAt(10_000);
  for (let round = 0; round < TIMED; round++) {
    const kinds = ['known', 'unknown'] as const;
    for (const kind of round % 2 === 0 ? kinds : [...kinds].reverse()) {
      const email = kind === 'known' ? ACCOUNT.email : `nobody${round}@example.org`;
      const startMs = performance.now();
      await signIn(server, email, agent);
      times[kind].push(performance.now() - startMs);
    }
  }
  agent.destroy();
  return rankTest(times.known, times.unknown);
}

/** @returns the status of the answer */
async function signIn(server: LabServer, email: string, agent: Agent | undefined): Promise<number> {
  const body = JSON.stringify({ email, password: 'wrong horse battery' });
  const headers = { 'content-type': 'application/json', origin: server.url };
  const url = new URL('/api/auth/sign-in/email', server.url);
  const answer = await new Promise<IncomingMessage>((resolve, reject) => {
    request(url, { method: 'POST', headers, ...(agent && { agent }) }, resolve)
      .on('error', reject)
      .end(body);
  });
  for await (const _ of answer);
  return answer.statusCode ?? 0;
}

/** As somebody at the machine's console does. */
async function unlock(folder: string): Promise<void> {
  const words = ['dist/server/cli.mjs', 'users', 'unlock', ACCOUNT.email, '--data', folder];
  const options = { cwd: PROJECT, env: bareEnvironment() };
  await promisify(execFile)(process.execPath, words, options);
}

function rssOf(server: LabServer): number {
  return memoryOf(server, 'VmRSS');
}

function peakOf(server: LabServer): number {
  return memoryOf(server, 'VmHWM');
}

/** See proc_pid_status(5). */
function memoryOf({ pid }: LabServer, name: string): number {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  return Number(new RegExp(`^${name}:\\s+(\\d+) kB`, 'm').exec(status)?.[1]) * 1024;
}
