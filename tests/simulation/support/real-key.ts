import type { MemberKeys } from '@/agent/gossip/gossip-deps';
import { lineageOf } from '@/agent/gossip/key-lineage';
import { MemberSignatures } from '@/agent/gossip/member-signature';
import { signerOfSeed } from '@/common/node/ed25519';
import { chance } from './chance';

/** Ed25519, as agents have it. */
export function realKey(seed: number, index: number): MemberKeys {
  const random = chance(seed, `key ${index}`);
  const signer = signerOfSeed(Uint8Array.from({ length: 32 }, () => random.next() * 256));
  return new MemberSignatures({ signer, lineage: lineageOf(signer.publicKey) });
}
