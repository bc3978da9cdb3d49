import { randomBytes } from 'node:crypto';
import { AppError } from '@/common/errors';
import { isSignedBy } from '@/common/node/ed25519';
import { type EnrolmentRequest, enrolmentTranscript } from '@/common/protocol/enrolment';
import {
  agentKeyTranscript,
  agentTranscript,
  type Challenge,
  type ChallengeRequest,
  type NewKeyProof,
  type SessionProof,
} from '@/common/protocol/session';
import type { SessionNonces } from '@/common/protocol/transcript';
import { PROTOCOL, PROTOCOL_MIN, speaks } from '@/common/protocol/version';
import type { ServerIdentity } from '../identity/server-identity';
import type { AgentPeer } from './agent-peer';

const WRONG_SECRET =
  'The join string lets nobody in: its secret is not the one that was made with it. Copy it whole once more.';

/** The proofs of one connection: the server's first, then whatever the agent has to prove. */
export interface AgentProofs {
  /** @throws {AppError} INVALID for a protocol that is not spoken here, or a binding that is not taken */
  challenge(request: ChallengeRequest | undefined, serverTimeMs: number): Promise<Challenge>;
  /** @throws {AppError} UNAUTHENTICATED */
  checkSession(proof: SessionProof): void;
  checkEnrolment(request: EnrolmentRequest, tokenKey: Uint8Array): void;
  checkNewKey(proof: NewKeyProof, oldPublicKey: Uint8Array): void;
}

/** @param onSpoken called when the other end has said something that an agent would say */
export function createAgentProofs(
  identity: ServerIdentity,
  peer: AgentPeer,
  onSpoken: () => void,
): AgentProofs {
  const serverNonce = new Uint8Array(randomBytes(32));
  let nonces: SessionNonces | undefined;

  function agreed(): SessionNonces {
    if (nonces !== undefined) return nonces;
    throw new AppError('FORBIDDEN', 'Ask for the challenge first.');
  }

  function check(
    publicKey: Uint8Array,
    said: Uint8Array,
    signature: Uint8Array,
    why = 'The signature does not match the key.',
  ): void {
    if (isSignedBy(publicKey, said, signature)) return;
    throw new AppError('UNAUTHENTICATED', why);
  }

  return {
    async challenge(request, serverTimeMs) {
      checkProtocol(request?.protocol);
      if (request === undefined) throw new AppError('INVALID', 'Say what shall be signed.');
      if (nonces !== undefined) throw new AppError('FORBIDDEN', 'A connection has one challenge.');
      const binding = bindingFor(request, peer);
      nonces = { agentNonce: request.nonce, serverNonce, binding };
      onSpoken();
      const proof = await identity.prove(nonces);
      return { protocol: PROTOCOL, nonce: serverNonce, serverTimeMs, ...proof };
    },

    checkSession(proof) {
      checkProtocol(proof.protocol);
      check(proof.publicKey, agentTranscript(agreed(), proof), proof.signature);
    },

    checkEnrolment(request, tokenKey) {
      checkProtocol(request.protocol);
      const said = enrolmentTranscript(agreed(), request);
      check(request.publicKey, said, request.signature);
      check(tokenKey, said, request.tokenSignature, WRONG_SECRET);
    },

    checkNewKey({ publicKey, oldSignature, newSignature }, oldPublicKey) {
      const said = agentKeyTranscript(agreed(), oldPublicKey, publicKey);
      check(oldPublicKey, said, oldSignature);
      check(publicKey, said, newSignature);
    },
  };
}

function bindingFor({ binding }: ChallengeRequest, peer: AgentPeer): Uint8Array {
  if (binding === 'none') {
    if (peer.mayBeUnbound) return new Uint8Array();
    throw new AppError(
      'INVALID',
      'This server has a certificate of its own making, and the agent took it for one of an authority: somebody may be in between.',
    );
  }
  if (peer.exporter !== undefined) return peer.exporter;
  throw new AppError(
    'INVALID',
    'The encryption ends before this server, at a certificate that no authority vouches for: give the proxy a certificate that the agents trust.',
  );
}

/** An agent of protocol 1 asks for its challenge without saying which one it speaks. */
function checkProtocol(protocol = 1): void {
  if (speaks(protocol)) return;
  throw new AppError(
    'INVALID',
    `This server speaks protocol ${PROTOCOL_MIN} to ${PROTOCOL}, the agent ${protocol}: ` +
      'install the agent that comes with the server.',
  );
}
