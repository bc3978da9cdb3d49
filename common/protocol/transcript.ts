/** What is signed, each under a context of its own, so that none passes for another. */
export type TranscriptContext =
  | 'opsbro server v2'
  | 'opsbro agent v2'
  | 'opsbro enrol v2'
  | 'opsbro agent-key v2'
  | 'opsbro endorse v2'
  | 'opsbro gossip-card v1'
  | 'opsbro gossip-left v1'
  | 'opsbro gossip-left-by-master v1'
  | 'opsbro gossip-accusation v1'
  | 'opsbro gossip-event v1'
  | 'opsbro gossip-succession v1';

/**
 * The bytes of a signature: the context and each part behind its length, so that no two lists of
 * parts give the same bytes.
 */
export function transcript(
  context: TranscriptContext,
  parts: readonly (Uint8Array | string)[],
): Uint8Array<ArrayBuffer> {
  const encoder = new TextEncoder();
  const encoded = [context, ...parts].map((part) =>
    typeof part === 'string' ? encoder.encode(part) : part,
  );
  const bytes = new Uint8Array(encoded.reduce((sum, part) => sum + 4 + part.length, 0));
  const view = new DataView(bytes.buffer);
  let at = 0;
  for (const part of encoded) {
    view.setUint32(at, part.length);
    bytes.set(part, at + 4);
    at += 4 + part.length;
  }
  return bytes;
}

/** What both sides know of one connection before anything is proven on it. */
export interface SessionNonces {
  /** 32 bytes each. */
  readonly agentNonce: Uint8Array;
  readonly serverNonce: Uint8Array;
  /** What ties the proofs to this TLS connection (RFC 5705), 32 bytes; empty for no binding. */
  readonly binding: Uint8Array;
}

export function nonceParts({ agentNonce, serverNonce, binding }: SessionNonces) {
  return [agentNonce, serverNonce, binding] as const;
}
