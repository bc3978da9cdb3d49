import { z } from 'zod';
import { groupName } from './desired-state';
import { zoneName } from './member';
import type { NodeClaimant } from './node';

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;

export const ENROLMENT_MS_MIN = 5 * MINUTE_MS;
const ENROLMENT_MS_DEFAULT = 60 * MINUTE_MS;
/** Of a token that lets one machine in. */
const ENROLMENT_MS_MAX_ONE = DAY_MS;
/** Of a token that lets several in. */
const ENROLMENT_MS_MAX_MANY = 30 * DAY_MS;
const ENROLMENT_USES_MAX = 10_000;

const line = (lengthMax: number) =>
  z
    .string()
    .trim()
    .max(lengthMax)
    .regex(/^\P{Cc}*$/u, 'Expected one line of text.');

/** What a person says of the machines that a token shall let in. */
export const newEnrolmentToken = z
  .strictObject({
    note: line(128).default(''),
    expiresInMs: z
      .number()
      .int()
      .min(ENROLMENT_MS_MIN)
      .max(ENROLMENT_MS_MAX_MANY)
      .default(ENROLMENT_MS_DEFAULT),
    usesMax: z.number().int().min(1).max(ENROLMENT_USES_MAX).default(1),
    groups: z.array(groupName).max(64).default([]),
    zone: z.union([z.literal(''), zoneName]).default(''),
    /** CIDR or one address; empty for any. */
    addressRange: z.string().trim().max(64).default(''),
    needsApproval: z.boolean().default(false),
    /** Host and port of the asking person's address bar: other machines reach the server there too. */
    reachedAt: z
      .string()
      .regex(/^(\[[0-9a-f:.]{2,45}\]|[a-z0-9.-]{1,253})(:\d{1,5})?$/i)
      .optional(),
  })
  .refine(
    ({ usesMax, expiresInMs }) => usesMax > 1 || expiresInMs <= ENROLMENT_MS_MAX_ONE,
    'A token for one machine is good for a day at most.',
  );

export type NewEnrolmentToken = z.infer<typeof newEnrolmentToken>;

export interface EnrolmentTokenRow {
  readonly id: string;
  readonly note: string;
  readonly createdMs: number;
  readonly createdBy: string;
  readonly expiresMs: number;
  readonly uses: number;
  readonly usesMax: number;
  readonly groups: readonly string[];
  readonly zone: string;
  readonly addressRange: string;
  readonly needsApproval: boolean;
  readonly revoked: boolean;
  readonly state: 'open' | 'used' | 'expired' | 'revoked';
}

/** Shown once; the secret in it is stored nowhere. */
export interface IssuedEnrolmentToken {
  readonly tokenId: string;
  readonly joinString: string;
  readonly oneLiner: string;
  readonly expiresMs: number;
}

/** A machine at the door: not yet approved, or shut out because its identity is in use twice. */
export interface WaitingNode {
  readonly nodeId: string;
  readonly name: string;
  readonly hostname: string;
  readonly address: string;
  readonly machineId: string;
  readonly bootId: string;
  /** What it told of itself when it joined; see `EnrolmentFacts`. */
  readonly facts: Readonly<Record<string, unknown>>;
  readonly tokenNote: string;
  readonly sinceMs: number;
  readonly reason: string;
  readonly claimants: readonly NodeClaimant[];
  /** Another node of the same machine, which this one may be meant to replace. */
  readonly sameMachine: { readonly nodeId: string; readonly name: string } | null;
}

export interface WaitingNodes {
  readonly pending: readonly WaitingNode[];
  readonly quarantined: readonly WaitingNode[];
}

export interface ServerKeysView {
  /** Of the key that signs, as in every join string. */
  readonly fingerprint: string;
  readonly keys: readonly {
    readonly id: string;
    readonly fingerprint: string;
    readonly state: 'current' | 'active' | 'retired';
    readonly createdMs: number;
  }[];
  readonly tls: TlsView;
  /** Agents that have not connected since the newest key was made, and so do not know it yet. */
  readonly agentsOnOldKey: number;
}

export interface TlsView {
  /** `off` where the server listens on its own machine alone. */
  readonly mode: 'off' | 'own' | 'given';
  /** SHA-256 of the certificate's public key, base64; empty without one. */
  readonly spkiPin: string;
  readonly notAfterMs: number | null;
}

/**
 * What became of a machine: it came and is let in or waits, or somebody decided about it, or its
 * key changed.
 */
export type EnrolmentChange =
  | 'enrolled'
  | 'pending'
  | 'quarantined'
  | 'refused'
  | 'settled'
  | 'revoked'
  | 'removed'
  | 'key-asked'
  | 'key-changed';

export interface EnrolmentNews {
  readonly kind: EnrolmentChange;
  readonly nodeId: string;
  readonly name: string;
  readonly tokenId: string;
}
