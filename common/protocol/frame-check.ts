/** A frame of ours nests a dozen levels and holds some ten thousand values. */
const DEPTH_MAX = 32;
const VALUES_MAX = 500_000;

/** Bytes that follow a type of fixed size. */
const FIXED_BYTES = new Map([
  [0xca, 4],
  [0xcb, 8],
  [0xcc, 1],
  [0xcd, 2],
  [0xce, 4],
  [0xcf, 8],
  [0xd0, 1],
  [0xd1, 2],
  [0xd2, 4],
  [0xd3, 8],
]);

/** Bytes of the length that follows the type. */
const TEXT_OR_BYTES = new Map([
  [0xc4, 1],
  [0xc5, 2],
  [0xc6, 4],
  [0xd9, 1],
  [0xda, 2],
  [0xdb, 4],
]);
const ARRAY = new Map([
  [0xdc, 2],
  [0xdd, 4],
]);
const MAP = new Map([
  [0xde, 2],
  [0xdf, 4],
]);
/** How `undefined` is packed: an extension of one byte, of type 0. All others are refused. */
const UNDEFINED = 0xd4;

/**
 * Reads a MessagePack frame over without unpacking it. An unpacker believes what a frame says:
 * extensions make it compute for seconds, and nesting makes it overflow its stack. So this is asked
 * first of whatever a stranger sends.
 * @throws {Error} when it nests too deep, holds too much, has an extension or is cut off
 */
export function checkFrame(bytes: Uint8Array): void {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  /** For each level that is open, the values that it still wants. */
  const open: number[] = [1];
  let at = 0;
  for (let values = 0; open.length > 0; values++) {
    if (values > VALUES_MAX || open.length > DEPTH_MAX) throw new Error('the frame is too rich');
    const value = valueAt(view, at);
    at += value.sizeBytes;
    if (at > bytes.length) throw cutOff();
    count(open, value.members);
  }
  if (at !== bytes.length) throw new Error('the frame has more than one value');
}

/** One value of the innermost level has come; it may open a level of its own. */
function count(open: number[], members: number): void {
  open[open.length - 1] = (open.at(-1) ?? 1) - 1;
  if (members > 0) open.push(members);
  while (open.at(-1) === 0) open.pop();
}

interface Value {
  /** Without its members. */
  readonly sizeBytes: number;
  /** Values that follow and belong to it. */
  readonly members: number;
}

function valueAt(view: DataView, at: number): Value {
  if (at >= view.byteLength) throw cutOff();
  const type = view.getUint8(at);
  if (type < 0x80 || type >= 0xe0) return { sizeBytes: 1, members: 0 };
  if (type < 0x90) return { sizeBytes: 1, members: (type & 0x0f) * 2 };
  if (type < 0xa0) return { sizeBytes: 1, members: type & 0x0f };
  if (type < 0xc0) return { sizeBytes: 1 + (type & 0x1f), members: 0 };
  if (type === 0xc0 || type === 0xc2 || type === 0xc3) return { sizeBytes: 1, members: 0 };
  return longValueAt(view, at, type);
}

function longValueAt(view: DataView, at: number, type: number): Value {
  const fixed = FIXED_BYTES.get(type);
  if (fixed !== undefined) return { sizeBytes: 1 + fixed, members: 0 };
  const text = TEXT_OR_BYTES.get(type);
  if (text !== undefined) return { sizeBytes: 1 + text + numberAt(view, at + 1, text), members: 0 };
  const array = ARRAY.get(type);
  if (array !== undefined) return { sizeBytes: 1 + array, members: numberAt(view, at + 1, array) };
  const map = MAP.get(type);
  if (map !== undefined) return { sizeBytes: 1 + map, members: numberAt(view, at + 1, map) * 2 };
  if (type === UNDEFINED && numberAt(view, at + 1, 1) === 0) return { sizeBytes: 3, members: 0 };
  throw new Error('the frame has a value of an unknown kind');
}

function numberAt(view: DataView, at: number, sizeBytes: number): number {
  if (at + sizeBytes > view.byteLength) throw cutOff();
  if (sizeBytes === 1) return view.getUint8(at);
  return sizeBytes === 2 ? view.getUint16(at) : view.getUint32(at);
}

function cutOff(): Error {
  return new Error('the frame is cut off');
}
