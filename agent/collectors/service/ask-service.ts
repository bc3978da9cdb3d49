import {
  type CollectContext,
  missingConfiguration,
  notEligible,
  type Outcome,
} from '../define-collector';
import { addressText, type ServiceAddress } from '../network/service-address';
import { ServiceFault } from '../network/service-fault';
import { timeLimit } from '../network/time-limit';
import type { ServiceWatch } from './service-signs';

export interface ServiceQuestion<Data> {
  readonly watch: ServiceWatch;
  readonly address: ServiceAddress;
  /** What to write where when the socket may not be used. */
  readonly permissionFix: string;
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

/**
 * Asks a service that may not be there. Where nothing speaks for it this machine is not eligible,
 * without a knock; where it should be and is silent, that is data: checks are made on it.
 */
export async function askService<Data>(
  { host, parameters, signal }: Pick<CollectContext, 'host' | 'parameters' | 'signal'>,
  { watch, address, permissionFix, ask }: ServiceQuestion<Data>,
): Promise<Outcome<Data | Unavailable>> {
  const answer = watch.absence(host, address) ?? watch.refusal(host, parameters);
  if (answer !== undefined) return answer;
  try {
    const outcome = await ask(timeLimit(signal, LIMIT_MS));
    watch.answered(host);
    if (outcome.kind === 'missing-configuration') watch.refused(host, parameters, outcome);
    return outcome;
  } catch (error) {
    if (!(error instanceof ServiceFault)) throw error;
    const { kind, message } = error;
    if (kind === 'denied') return missingConfiguration(message, permissionFix);
    if (kind === 'absent' && !watch.isExpected(host, address)) {
      return notEligible(
        `its process runs, and nothing listens on ${addressText(address)}: it may be in a container, or elsewhere by its configuration`,
      );
    }
    return { kind: 'data', data: { available: 0, problem: message } };
  }
}
