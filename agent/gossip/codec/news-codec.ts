import type { z } from 'zod';
import {
  type Accusation,
  accusation,
  CARD_BYTES_MAX,
  type ClusterEvent,
  clusterEvent,
  memberCard,
  PROBE_FAILURES,
} from '@/common/domain/member';
import type { KeyLineage, KeySuccession, News, Signature } from '../message';
import { ByteReader, Malformed } from './byte-reader';
import { ByteWriter } from './byte-writer';
import { readCard, writeCard } from './card-codec';

/** News without what proves it. */
export type Claim =
  | Pick<Extract<News, { kind: 'alive' }>, 'kind' | 'card'>
  | Pick<Extract<News, { kind: 'left' }>, 'kind' | 'id' | 'incarnation' | 'by'>
  | Pick<Extract<News, { kind: 'accused' }>, 'kind' | 'accusation'>
  | Pick<Extract<News, { kind: 'event' }>, 'kind' | 'event'>;

const KINDS = ['alive', 'left', 'accused', 'event'] as const;
const SIGNERS = ['itself', 'master'] as const;
const SIGNATURE_BYTES = 64;
const KEY_BYTES = 32;
/** A key changed every few months for a decade. */
const SUCCESSIONS_MAX = 32;

interface Encoded {
  readonly whole: Uint8Array;
  readonly claim: Uint8Array;
}

/** News is immutable; what came over the wire goes on as it came, since a later agent may say more. */
const encodings = new WeakMap<News, Encoded>();

/** The bytes of a piece of news on a packet; encoded once. */
export function newsBytes(news: News): Uint8Array {
  return encodingOf(news).whole;
}

/** What the signature of a piece of news stands for, as it was signed. */
export function signedBytes(news: News): Uint8Array {
  return encodingOf(news).claim;
}

/** The bytes to sign, before there is a signature. */
export function claimBytes(claim: Claim): Uint8Array {
  const out = new ByteWriter();
  writeClaim(out, claim);
  return out.done();
}

function encodingOf(news: News): Encoded {
  const known = encodings.get(news);
  if (known !== undefined) return known;
  const claim = claimBytes(news);
  const out = new ByteWriter();
  out.word(KINDS, news.kind);
  out.block(claim);
  if (news.kind === 'alive') writeLineage(out, news.lineage);
  out.raw(news.signature);
  const encoded = { whole: out.done(), claim };
  encodings.set(news, encoded);
  return encoded;
}

function writeClaim(out: ByteWriter, claim: Claim): void {
  switch (claim.kind) {
    case 'alive':
      writeCard(out, claim.card);
      break;
    case 'left':
      out.id(claim.id);
      out.varint(claim.incarnation);
      out.word(SIGNERS, claim.by);
      break;
    case 'accused':
      writeAccusation(out, claim.accusation);
      break;
    case 'event':
      writeEvent(out, claim.event);
      break;
  }
}

function writeAccusation(out: ByteWriter, told: Accusation): void {
  out.id(told.subject);
  out.varint(told.incarnation);
  out.id(told.accuser);
  out.moment(told.atMs);
  out.word(PROBE_FAILURES, told.failure);
  out.list(told.helpers, (helper) => out.id(helper));
}

function writeEvent(out: ByteWriter, event: ClusterEvent): void {
  out.raw(Buffer.from(event.id, 'hex'));
  out.text(event.type);
  out.text(event.payload);
  out.id(event.from);
  out.moment(event.atMs);
}

/** Reads one piece of news. @throws {Malformed} */
export function readNews(from: ByteReader): News {
  const start = from.at;
  const kind = from.word(KINDS);
  const claim = from.block(CARD_BYTES_MAX);
  const claimEnd = from.at - start;
  const news = readProof(readClaim(kind, claim), from);
  const whole = from.since(start);
  encodings.set(news, { whole, claim: whole.subarray(claimEnd - claim.length, claimEnd) });
  return news;
}

function readProof(claim: Claim, from: ByteReader): News {
  if (claim.kind !== 'alive') return { ...claim, signature: readSignature(from) };
  const lineage = readLineage(from);
  return { ...claim, lineage, signature: readSignature(from) };
}

function readClaim(kind: Claim['kind'], bytes: Uint8Array): Claim {
  const from = new ByteReader(bytes);
  const claim = CLAIMS[kind](from);
  if (kind !== 'alive') from.end();
  return claim;
}

const CLAIMS: { readonly [Kind in Claim['kind']]: (from: ByteReader) => Claim } = {
  alive: (from) => ({ kind: 'alive', card: readCard(from) }),
  left: (from) => ({
    kind: 'left',
    id: from.id(),
    incarnation: wellFormed(memberCard.shape.incarnation, from.varint()),
    by: from.word(SIGNERS),
  }),
  accused: (from) => ({
    kind: 'accused',
    accusation: wellFormed(accusation, {
      subject: from.id(),
      incarnation: from.varint(),
      accuser: from.id(),
      atMs: from.moment(),
      failure: from.word(PROBE_FAILURES),
      helpers: from.list(8, 17, () => from.id()),
    }),
  }),
  event: (from) => ({
    kind: 'event',
    event: wellFormed(clusterEvent, {
      id: Buffer.from(from.raw(16)).toString('hex'),
      type: from.text(64),
      payload: from.text(512),
      from: from.id(),
      atMs: from.moment(),
    }),
  }),
};

function wellFormed<Form extends z.ZodType>(form: Form, value: unknown): z.output<Form> {
  const read = form.safeParse(value);
  if (!read.success) throw new Malformed('values out of their bounds');
  return read.data;
}

function writeLineage(out: ByteWriter, { firstKey, successions }: KeyLineage): void {
  out.raw(firstKey);
  out.list(successions, ({ publicKey, endorsement }) => {
    out.raw(publicKey);
    out.raw(endorsement);
  });
}

function readLineage(from: ByteReader): KeyLineage {
  const firstKey = from.copy(KEY_BYTES);
  const sizeBytes = KEY_BYTES + SIGNATURE_BYTES;
  const readOne = (): KeySuccession => {
    const publicKey = from.copy(KEY_BYTES);
    return { publicKey, endorsement: readSignature(from) };
  };
  return { firstKey, successions: from.list(SUCCESSIONS_MAX, sizeBytes, readOne) };
}

function readSignature(from: ByteReader): Signature {
  return from.copy(SIGNATURE_BYTES);
}
