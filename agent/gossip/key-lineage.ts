import { isSignedBy, type Signer } from '@/common/node/ed25519';
import { nodeIdOf } from '@/common/node/node-id';
import { transcript } from '@/common/protocol/transcript';
import type { KeyLineage } from './message';

/** The lineage of a member that never changed its key. */
export function lineageOf(firstKey: Uint8Array): KeyLineage {
  return { firstKey, successions: [] };
}

/** The key that signs now. */
export function newestKeyOf({ firstKey, successions }: KeyLineage): Uint8Array {
  return successions.at(-1)?.publicKey ?? firstKey;
}

/** The member that a lineage is of, whoever shows it. */
export function memberIdOf({ firstKey }: KeyLineage): string {
  return nodeIdOf(firstKey);
}

/** @param newest of the lineage: it endorses the key that takes its place */
export function succeeded(lineage: KeyLineage, newest: Signer, publicKey: Uint8Array): KeyLineage {
  const { firstKey, successions } = lineage;
  const endorsement = newest.sign(successionTranscript(lineage, successions.length, publicKey));
  return { firstKey, successions: [...successions, { publicKey, endorsement }] };
}

/** The same lineage up to that key; `undefined` when it never had it. */
export function lineageUpTo(lineage: KeyLineage, publicKey: Uint8Array): KeyLineage | undefined {
  const { firstKey, successions } = lineage;
  if (isSame(firstKey, publicKey)) return lineageOf(firstKey);
  const place = successions.findIndex((succession) => isSame(succession.publicKey, publicKey));
  return place < 0 ? undefined : { firstKey, successions: successions.slice(0, place + 1) };
}

/** Whether each key was endorsed by the one before it. */
export function isEndorsed(lineage: KeyLineage): boolean {
  let key = lineage.firstKey;
  return lineage.successions.every(({ publicKey, endorsement }, place) => {
    const isByPrevious = isSignedBy(
      key,
      successionTranscript(lineage, place, publicKey),
      endorsement,
    );
    key = publicKey;
    return isByPrevious;
  });
}

function successionTranscript(
  { firstKey }: KeyLineage,
  place: number,
  publicKey: Uint8Array,
): Uint8Array {
  return transcript('opsbro gossip-succession v1', [firstKey, Uint8Array.of(place), publicKey]);
}

function isSame(one: Uint8Array, other: Uint8Array): boolean {
  return Buffer.compare(one, other) === 0;
}
