import {
  type CollectorParameters,
  type MissingConfiguration,
  type NotEligible,
  notEligible,
} from '../define-collector';
import type { Host } from '../host';
import { isThisMachine, type ServiceAddress } from '../network/service-address';
import { processesOf } from './running-programs';

export interface ServiceSigns {
  /** What people call it. */
  readonly name: string;
  /** Its processes, as the kernel names them: the first fifteen characters. */
  readonly programs: readonly string[];
  /** Where the program does not tell it apart: a word of the command line of its process. */
  readonly commandWord?: string;
  /** Under what names it is started with the machine: units of systemd, scripts of other inits. */
  readonly services: readonly string[];
}

/** A service that has answered is missed for so long, and then it is taken for gone on purpose. */
const MISSED_MS = 3_600_000;
/** Who was refused asks again after so long: each try is a line in the service's log. */
const REFUSED_MS = 60_000;

interface Refused {
  readonly atMs: number;
  readonly parameters: CollectorParameters;
  readonly outcome: MissingConfiguration;
}

/** What tells whether a service is on this machine, before anybody knocks at its port. */
export class ServiceWatch {
  readonly #signs: ServiceSigns;
  readonly #answeredMs = new WeakMap<Host, number>();
  readonly #refused = new WeakMap<Host, Refused>();

  constructor(signs: ServiceSigns) {
    this.#signs = signs;
  }

  /** @returns why there is no point in asking; `undefined` when there is one */
  absence(host: Host, address: ServiceAddress): NotEligible | undefined {
    const { name, programs, services } = this.#signs;
    const isHere = 'path' in address || isThisMachine(address.host);
    if (!isHere || host.platform !== 'linux') return undefined;
    if ('path' in address && host.exists(address.path)) return undefined;
    if (this.isExpected(host, address) || this.runs(host)) return undefined;
    return notEligible(
      `no ${name} here: no process ${programs.join(' or ')} runs, and no service ${services.join(' or ')} is enabled`,
    );
  }

  /** Whether silence is a fault: it is elsewhere by configuration, enabled, or was there just now. */
  isExpected(host: Host, address: ServiceAddress): boolean {
    if (!('path' in address) && !isThisMachine(address.host)) return true;
    const answeredMs = this.#answeredMs.get(host);
    if (answeredMs !== undefined && host.nowMs() - answeredMs < MISSED_MS) return true;
    return this.#signs.services.some((service) => isEnabled(host, service));
  }

  answered(host: Host): void {
    this.#answeredMs.set(host, host.nowMs());
  }

  refused(host: Host, parameters: CollectorParameters, outcome: MissingConfiguration): void {
    this.#refused.set(host, { atMs: host.nowMs(), parameters, outcome });
  }

  /** What it said the last time, while there is no point in asking again with the same parameters. */
  refusal(host: Host, parameters: CollectorParameters): MissingConfiguration | undefined {
    const last = this.#refused.get(host);
    const isFresh = last !== undefined && host.nowMs() - last.atMs < REFUSED_MS;
    return isFresh && last.parameters === parameters ? last.outcome : undefined;
  }

  runs(host: Host): boolean {
    const { programs, commandWord } = this.#signs;
    const pids = processesOf(host, programs);
    if (commandWord === undefined) return pids.length > 0;
    return pids.some((pid) => host.tryText(`/proc/${pid}/cmdline`)?.includes(commandWord));
  }
}

/** A file says what is meant only to the init that is there: in a container there is none. */
function isEnabled(host: Host, service: string): boolean {
  if (host.exists('/run/systemd/system')) {
    return host.exists(`/etc/systemd/system/multi-user.target.wants/${service}.service`);
  }
  return host.exists('/run/openrc') && host.exists(`/etc/runlevels/default/${service}`);
}
