import {
  type CollectContext,
  missingConfiguration,
  notEligible,
  type Outcome,
} from '../define-collector';
import type { Host } from '../host';
import { addressText, type ServiceAddress } from '../network/service-address';
import { ServiceFault } from '../network/service-fault';
import { timeLimit } from '../network/time-limit';
import type { ServiceWatch } from './service-signs';

export interface ServiceQuestion<Data> {
  readonly watch: ServiceWatch;
  readonly address: ServiceAddress;
  /** What to write where when the socket may not be used. */
  readonly permissionFix: string;
  /** What to switch on when its process runs and nothing listens; for what is off at first. */
  readonly listenFix?: string;
  /**
   * @param signal ends before the run does
   * @throws {ServiceFault} when it does not answer
   */
  ask(signal: AbortSignal): Promise<Outcome<Data>>;
}

/** A service that should answer and does not. */
export interface Unavailable {
  readonly available: number;
  readonly problem: string;
}

const LIMIT_MS = 3_000;
const TRUST_FIX =
  'In the parameters of this pack, tls_ca names a file with the certificate of whoever signed that of the server, and host is a name that is in it.';

/**
 * Asks a service that may not be there. Where nothing speaks for it this machine is not eligible,
 * without a knock; where it should be and is silent, that is data: checks are made on it.
 */
export async function askService<Data>(
  { host, parameters, signal }: Pick<CollectContext, 'host' | 'parameters' | 'signal'>,
  question: ServiceQuestion<Data>,
): Promise<Outcome<Data | Unavailable>> {
  const { watch, address, ask } = question;
  const answer = watch.absence(host, address) ?? watch.refusal(host, parameters);
  if (answer !== undefined) return answer;
  try {
    const outcome = await ask(timeLimit(signal, LIMIT_MS));
    watch.answered(host);
    if (outcome.kind === 'missing-configuration') watch.refused(host, parameters, outcome);
    return outcome;
  } catch (error) {
    if (!(error instanceof ServiceFault)) throw error;
    return silenceOf(error, host, question);
  }
}

/** What it means that a service does not answer. */
function silenceOf<Data>(
  { kind, message }: ServiceFault,
  host: Host,
  { watch, address, permissionFix, listenFix }: ServiceQuestion<Data>,
): Outcome<Unavailable> {
  if (kind === 'denied') return missingConfiguration(message, permissionFix);
  if (kind === 'untrusted') return missingConfiguration(message, TRUST_FIX);
  if (kind === 'absent' && listenFix !== undefined && watch.runs(host)) {
    return missingConfiguration(`its process runs, and ${message}`, listenFix);
  }
  if (kind === 'absent' && !watch.isExpected(host, address)) {
    return notEligible(
      `its process runs, and nothing listens on ${addressText(address)}: it may be in a container, or elsewhere by its configuration`,
    );
  }
  return { kind: 'data', data: { available: 0, problem: message } };
}
