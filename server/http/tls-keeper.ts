import { readFileSync, statSync } from 'node:fs';
import { createSecureContext, type SecureContextOptions } from 'node:tls';
import type { Clock } from '@/common/clock';
import type { TlsView } from '@/common/domain/enrolment';
import { AppError, messageOf } from '@/common/errors';
import type { Log } from '@/common/log';
import { checkCertificate, type TlsCertificate } from './tls-certificate';
import { openOwnCertificate } from './tls-own';
import { isOver, tlsProblems } from './tls-problems';

export interface TlsFiles {
  readonly certFile: string;
  readonly keyFile: string;
}

export interface TlsKeeperDeps {
  /** The server's part of the data directory. */
  readonly directory: string;
  /** What somebody gave; without it the server makes one of its own. */
  readonly given: TlsFiles | undefined;
  /** Names by which people know the server, besides those of the machine. */
  readonly names: readonly string[];
  readonly clock: Clock;
  readonly log: Log;
}

/** The certificate that the server shows, kept current. */
export interface TlsKeeper {
  readonly options: SecureContextOptions;
  view(): TlsView;
  /** SHA-256 of a certificate of the server's own making, as browsers show it: `AB:CD:…`. */
  ownFingerprint(): string | undefined;
  /** Called with the next options whenever the certificate changes. */
  onChange(take: (options: SecureContextOptions) => void): void;
  /** Looks at the files again, as after SIGHUP. */
  reload(): Promise<void>;
  stop(): void;
}

const LOOK_INTERVAL_MS = 60_000;

/**
 * A given certificate that is over is shown all the same: whoever knows the server may still reach it
 * and see what is wrong, and agents hold to the key that they know.
 * @throws {AppError} INVALID for a given certificate that cannot be used, saying why
 */
export async function openTls(deps: TlsKeeperDeps): Promise<TlsKeeper> {
  const { clock, log } = deps;
  const takers: ((options: SecureContextOptions) => void)[] = [];
  let stamp = stampOf(deps.given);
  let certificate = await load(deps);
  let options = optionsOf(certificate);
  let problem = '';
  tellProblem();
  let cancel = clock.after(LOOK_INTERVAL_MS, () => void look());
  let isStopped = false;

  /** Once for each thing that is wrong. */
  function tellProblem(): void {
    const [found = ''] = tlsProblems(certificate, clock.wallMs());
    if (found !== '' && found !== problem) log.error(found);
    problem = found;
  }

  async function reload(): Promise<void> {
    try {
      const next = await load(deps);
      if (isOver(next, clock.wallMs()) && !isOver(certificate, clock.wallMs())) {
        throw new AppError('INVALID', 'It is over already: put a new one in its place.');
      }
      if (next.cert === certificate.cert && next.key === certificate.key) return;
      options = optionsOf(next);
      certificate = next;
      for (const take of takers) take(options);
      log.info('certificate changed', { mode: next.mode, notAfterMs: next.notAfterMs });
    } catch (error) {
      // The one that is shown is better than none; whoever put the new one there reads the log.
      log.error('certificate not taken, the former one stays', { reason: messageOf(error) });
    }
  }

  async function look(): Promise<void> {
    const found = stampOf(deps.given);
    // One of our own making is renewed by looking at it.
    if (deps.given === undefined || found !== stamp) await reload();
    stamp = found;
    tellProblem();
    if (!isStopped) cancel = clock.after(LOOK_INTERVAL_MS, () => void look());
  }

  return {
    get options() {
      return options;
    },
    view: () => ({
      mode: certificate.mode,
      spkiPin: certificate.spkiPin,
      notAfterMs: certificate.notAfterMs,
    }),
    ownFingerprint: () => (certificate.mode === 'own' ? certificate.fingerprint : undefined),
    onChange: (take) => void takers.push(take),
    reload,
    stop() {
      isStopped = true;
      cancel();
    },
  };
}

async function load({ given, directory, names, clock }: TlsKeeperDeps): Promise<TlsCertificate> {
  if (given === undefined) return openOwnCertificate(directory, names, clock.wallMs());
  const [key, cert] = [read(given.keyFile), read(given.certFile)];
  return checkCertificate({ mode: 'given', key, cert, ...given });
}

/** @throws {Error} what OpenSSL finds wrong with the pair, before it is shown to anybody */
function optionsOf({ key, cert }: TlsCertificate): SecureContextOptions {
  const options = { key, cert, minVersion: 'TLSv1.2' } as const;
  createSecureContext(options);
  return options;
}

function read(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    throw new AppError('INVALID', `${path} cannot be read: ${messageOf(error)}.`, { cause: error });
  }
}

function stampOf(given: TlsFiles | undefined): string {
  if (given === undefined) return '';
  const files = [given.certFile, given.keyFile];
  return files.map((path) => statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0).join();
}
