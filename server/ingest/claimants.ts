import { createHash } from 'node:crypto';
import { z } from 'zod';

const claimant = z.object({
  /** Names it for whoever decides: of its first ticket and its machine. */
  id: z.string(),
  /** What it may show, in hex: the holder has the confirmed ticket and perhaps the one after it. */
  tickets: z.array(z.string()),
  address: z.string(),
  hostname: z.string(),
  machineId: z.string(),
  bootId: z.string(),
  sinceMs: z.number(),
  lastSeenMs: z.number(),
  /** Somebody chose another: this one has to become a node of its own. */
  isRejected: z.boolean(),
});

/** One of those who showed the same identity while it was in doubt; in `Node.claimants`. */
export type Claimant = z.infer<typeof claimant>;

const CLAIMANTS_MAX = 16;

/** The column is JSON; what this program did not write into it is left out. */
export function claimantsOf(stored: unknown): readonly Claimant[] {
  const parsed = z.array(claimant).safeParse(stored);
  return parsed.success ? parsed.data : [];
}

export type Claim = Pick<Claimant, 'address' | 'hostname' | 'machineId' | 'bootId'>;

export function newClaimant(
  claim: Claim,
  tickets: readonly (Uint8Array | null)[],
  nowMs: number,
): Claimant {
  const shown = tickets.flatMap((ticket) => (ticket === null ? [] : [hex(ticket)]));
  return {
    ...claim,
    id: claimantId(shown[0] ?? '', claim.machineId),
    tickets: shown,
    sinceMs: nowMs,
    lastSeenMs: nowMs,
    isRejected: false,
  };
}

/** Adds a claimant, or takes down that a known one was here again. */
export function withClaimant(
  claimants: readonly Claimant[],
  { ticket, ...claim }: Claim & { readonly ticket: Uint8Array },
  nowMs: number,
): readonly Claimant[] {
  const known = claimants.find((one) => isSame(one, ticket, claim.machineId));
  if (known === undefined) {
    // Those who came first stay: who shows many tickets must not push the others out of the choice.
    const first = claimants.slice(0, CLAIMANTS_MAX - 1);
    return [...first, newClaimant(claim, [ticket], nowMs)];
  }
  const seen = { ...known, ...claim, lastSeenMs: nowMs };
  return claimants.map((one) => (one === known ? seen : one));
}

export function isRejected(
  claimants: readonly Claimant[],
  ticket: Uint8Array,
  machineId: string,
): boolean {
  return claimants.some((one) => one.isRejected && isSame(one, ticket, machineId));
}

function isSame({ tickets, machineId }: Claimant, ticket: Uint8Array, machine: string): boolean {
  return machineId === machine && tickets.includes(hex(ticket));
}

function claimantId(ticket: string, machineId: string): string {
  return createHash('sha256').update(`${ticket} ${machineId}`).digest('hex').slice(0, 16);
}

function hex(ticket: Uint8Array): string {
  return Buffer.from(ticket).toString('hex');
}

/** Without what it could be imitated with. */
export function shownClaimant({ tickets: _tickets, ...shown }: Claimant) {
  return shown;
}
