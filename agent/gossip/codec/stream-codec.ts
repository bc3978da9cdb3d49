import { MEMBER_STATES } from '@/common/domain/member';
import { storable } from '@/common/domain/text';
import type { Standing, StreamAnswer, StreamRequest } from '../message';
import { ByteReader, Malformed } from './byte-reader';
import { ByteWriter } from './byte-writer';
import { newsBytes } from './news-codec';
import { readAllNews, unlessMalformed } from './packet-codec';

const REQUESTS = ['ping', 'compare', 'exchange'] as const;
const ANSWERS = ['pong', 'compared', 'exchanged', 'declined'] as const;

const BUCKETS = 32;
const EVENTS_MAX = 1_024;
/** Far above what a cluster has; the bytes of a stream are bounded besides. */
const STANDINGS_MAX = 100_000;
const STANDING_BYTES_MIN = 17 + 1 + 1;
const REASON_LENGTH_MAX = 512;

/** A question as it goes under the seal of a stream. */
export function encodeRequest(request: StreamRequest): Uint8Array<ArrayBuffer> {
  const out = new ByteWriter();
  out.word(REQUESTS, request.kind);
  switch (request.kind) {
    case 'ping':
      out.id(request.target);
      break;
    case 'compare':
      out.byte(request.isJoining ? 1 : 0);
      out.list(request.buckets, (hash) => out.uint64(hash));
      out.list(request.events, (id) => out.raw(Buffer.from(id, 'hex')));
      break;
    case 'exchange':
      writeDifference(out, request);
      break;
  }
  return out.done();
}

/** @returns `undefined` for whatever is no question, to its last byte */
export function decodeRequest(bytes: Uint8Array): StreamRequest | undefined {
  return unlessMalformed(() => readRequest(new ByteReader(bytes)));
}

export function encodeAnswer(answer: StreamAnswer): Uint8Array<ArrayBuffer> {
  const out = new ByteWriter();
  out.word(ANSWERS, answer.kind);
  switch (answer.kind) {
    case 'pong':
      break;
    case 'compared':
      writeDifference(out, answer);
      break;
    case 'exchanged':
      for (const news of answer.news) out.raw(newsBytes(news));
      break;
    case 'declined':
      out.text(answer.reason.slice(0, REASON_LENGTH_MAX));
      break;
  }
  return out.done();
}

/** @returns `undefined` for whatever is no answer, to its last byte */
export function decodeAnswer(bytes: Uint8Array): StreamAnswer | undefined {
  return unlessMalformed(() => readAnswer(new ByteReader(bytes)));
}

function readRequest(from: ByteReader): StreamRequest {
  const kind = from.word(REQUESTS);
  switch (kind) {
    case 'ping':
      return ended(from, { kind, target: from.id() });
    case 'compare':
      return ended(from, {
        kind,
        isJoining: readBoolean(from),
        buckets: from.list(BUCKETS, 8, () => from.uint64()),
        events: from.list(EVENTS_MAX, 16, () => Buffer.from(from.raw(16)).toString('hex')),
      });
    case 'exchange':
      return { kind, ...readDifference(from) };
  }
}

function readAnswer(from: ByteReader): StreamAnswer {
  const kind = from.word(ANSWERS);
  switch (kind) {
    case 'pong':
      return ended(from, { kind });
    case 'compared':
      return { kind, ...readDifference(from) };
    case 'exchanged':
      return { kind, news: readAllNews(from) };
    case 'declined':
      return ended(from, { kind, reason: storable(from.text(REASON_LENGTH_MAX)) });
  }
}

type Difference = Omit<Extract<StreamRequest, { kind: 'exchange' }>, 'kind'>;

function writeDifference(out: ByteWriter, { buckets, standings, news }: Difference): void {
  out.list(buckets, (bucket) => out.byte(bucket));
  out.list(standings, ({ id, incarnation, state }) => {
    out.id(id);
    out.varint(incarnation);
    out.word(MEMBER_STATES, state);
  });
  for (const one of news) out.raw(newsBytes(one));
}

function readDifference(from: ByteReader): Difference {
  return {
    buckets: from.list(BUCKETS, 1, () => readBucket(from)),
    standings: from.list(STANDINGS_MAX, STANDING_BYTES_MIN, () => readStanding(from)),
    news: readAllNews(from),
  };
}

function readBucket(from: ByteReader): number {
  const bucket = from.byte();
  if (bucket >= BUCKETS) throw new Malformed('a bucket that there is not');
  return bucket;
}

function readStanding(from: ByteReader): Standing {
  return { id: from.id(), incarnation: from.varint(), state: from.word(MEMBER_STATES) };
}

function readBoolean(from: ByteReader): boolean {
  const byte = from.byte();
  if (byte > 1) throw new Malformed('neither yes nor no');
  return byte === 1;
}

function ended<Read>(from: ByteReader, read: Read): Read {
  from.end();
  return read;
}
