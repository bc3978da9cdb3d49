import { z } from 'zod';
import { machineText } from '../domain/text';
import { bytes } from './session';
import { nonceParts, type SessionNonces, transcript } from './transcript';

/** What a machine tells of itself when it joins, so that a person can recognise it. */
export const enrolmentFacts = z.strictObject({
  hostname: machineText(255, 1),
  os: machineText(128),
  kernel: machineText(128),
  architecture: machineText(32),
  /** See machine-id(5); empty where there is none. */
  machineId: machineText(64),
  bootId: machineText(64),
  /** Without loopback and link-local ones. */
  addresses: z.array(machineText(64)).max(16),
  /** Of the first interface that has one; empty where there is none. */
  mac: machineText(32),
  /** Maker and product, as the firmware says; tells a virtual machine from one of metal. */
  hardware: machineText(128),
  cpuCount: z.number().int().min(0).max(100_000),
  memoryBytes: z
    .number()
    .min(0)
    .max(2 ** 60),
});

export type EnrolmentFacts = z.infer<typeof enrolmentFacts>;

/** How a machine asks to be let in, after the server has proven itself. */
export const enrolmentRequest = z.strictObject({
  protocol: z.number().int(),
  tokenId: z.string().regex(/^[a-z2-7]{8,32}$/),
  /** By the token's seed, over `enrolmentTranscript`. */
  tokenSignature: bytes(64),
  /** Raw Ed25519, 32 bytes: the key that the node made for itself. */
  publicKey: bytes(32),
  /** By that key, over the same. */
  signature: bytes(64),
  agentVersion: machineText(64, 1),
  /** JSON of `EnrolmentFacts`: as text, because it is signed. */
  factsJson: z.string().max(8_192),
});

export type EnrolmentRequest = z.infer<typeof enrolmentRequest>;

export function enrolmentTranscript(
  nonces: SessionNonces,
  request: Pick<EnrolmentRequest, 'tokenId' | 'publicKey' | 'factsJson'>,
): Uint8Array<ArrayBuffer> {
  const { tokenId, publicKey, factsJson } = request;
  return transcript('opsbro enrol v2', [...nonceParts(nonces), tokenId, publicKey, factsJson]);
}

export interface Enrolled {
  readonly nodeId: string;
  readonly admission: 'active' | 'pending';
}
