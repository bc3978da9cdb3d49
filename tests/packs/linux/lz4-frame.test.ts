import { describe, expect, test } from 'vitest';
import { unpackBlock, unpackLz4 } from '@/packs/linux/debian/lz4-frame';

/** What lz4(1) made of `TEXT` in blocks of 64 KiB that refer to one another: `-9 -B4 -BD`. */
const LINKED = frame(
  'BCJNGERAXlMBAAD4C1BhY2thZ2U6IGxpYjAKVmVyc2lvbjogMQoKGgAfMRoABh8yGgAGHzMaAAYfNBoABh81GgAGHz' +
    'YaAAYfNxoABh84GgAGHjkaAA8EAf//////////////////////////////////////////////////////////////' +
    '//////////////////////////////////////////////////////////////////////////////////////////' +
    '//////////////////////////////////////////////////////////////////////////////////////////' +
    '//////////////////////////////////////////////////////////////////////////////////////////' +
    '///////95QYjAKVmUKAQAADwQB////////////////////////////////////////////////////////////////' +
    '//////////////////////////////////////////////////////////////////////////////////////////' +
    '//////////////////////////////////////////////////////////////////////////////////////////' +
    '//////////////////////////////////////////////////////////////////////////////////////////' +
    '///////+hQYWNrYWdrAAAADwQB////////////////////////////////////////////////////////////////' +
    '/////////////////////////////////////////////////////////////////6lQOiAxCgoAAAAAUM2WPw==',
);

/** The same in blocks of their own, each with a checksum, and the size ahead: `-9 -B4 -BX --content-size`. */
const CHECKED = frame(
  'BCJNGHxAYGECAAAAAABrUwEAAPgLUGFja2FnZTogbGliMApWZXJzaW9uOiAxCgoaAB8xGgAGHzIaAAYfMxoABh80Gg' +
    'AGHzUaAAYfNhoABh83GgAGHzgaAAYeORoADwQB////////////////////////////////////////////////////' +
    '//////////////////////////////////////////////////////////////////////////////////////////' +
    '//////////////////////////////////////////////////////////////////////////////////////////' +
    '//////////////////////////////////////////////////////////////////////////////////////////' +
    '//////////////////3lBiMApWZdd5ad1UAQAA/wtyc2lvbjogMQoKUGFja2FnZTogbGliMQpWZRoAAx8yGgAGHzMa' +
    'AAYfNBoABh81GgAGHzYaAAYfNxoABh84GgAGHzkaAAYeMBoADwQB//////////////////////////////////////' +
    '//////////////////////////////////////////////////////////////////////////////////////////' +
    '//////////////////////////////////////////////////////////////////////////////////////////' +
    '//////////////////////////////////////////////////////////////////////////////////////////' +
    '////////////////////////////////1FBhY2thZ/4LZpO1AAAA8gtlOiBsaWIxClZlcnNpb246IDEKClBhY2thZx' +
    'oAHzIaAAYfMxoABh80GgAGHzUaAAYfNhoABh83GgAGHzgaAAYfORoABh8wGgAADwQB////////////////////////' +
    '//////////////////////////////////////////////////////////////////////////////////////////' +
    '//////////////pFA6IDEKChKejgcAAAAAUM2WPw==',
);

const TEXT = Array.from({ length: 6_000 }, (_, n) => `Package: lib${n % 10}\nVersion: 1\n\n`).join(
  '',
);

/** One block that could not be made smaller and is stored as it is. */
const STORED = frame('BCJNGGRApwUAAIBzaG9ydAAAAADHdLdQ');

function frame(base64: string): Buffer {
  return Buffer.from(base64, 'base64');
}

async function unpack(bytes: Buffer, pieceBytes = bytes.length): Promise<string> {
  async function* pieces() {
    for (let at = 0; at < bytes.length; at += pieceBytes) {
      yield bytes.subarray(at, at + pieceBytes);
    }
  }
  const unpacked: Uint8Array[] = [];
  // A piece is good until the next one is asked for.
  for await (const piece of unpackLz4(pieces())) unpacked.push(Uint8Array.from(piece));
  return Buffer.concat(unpacked).toString();
}

describe('an LZ4 frame', () => {
  test.each([
    ['linked blocks', LINKED, TEXT],
    ['checksums and a size', CHECKED, TEXT],
    ['a stored block', STORED, 'short'],
  ])('with %s is unpacked, in pieces of any size', async (_, bytes, text) => {
    expect(await unpack(bytes)).toBe(text);
    expect(await unpack(bytes, 7)).toBe(text);
  });

  test('that is cut off is refused, wherever it is cut', async () => {
    for (const length of [0, 3, 5, 9, 40, LINKED.length - 9]) {
      await expect(unpack(LINKED.subarray(0, length), 64)).rejects.toThrow('cut off');
    }
  });

  test.each([
    [
      'another magic number',
      Buffer.from('1f8b08000000000000000000', 'hex'),
      'expected an LZ4 frame',
    ],
    ['a dictionary', Buffer.from('04224d18414000000000', 'hex'), 'without dictionary'],
    ['no block size', Buffer.from('04224d18400000', 'hex'), 'without dictionary'],
    ['a block beyond the limit', Buffer.from('04224d18404000ffffff7f', 'hex'), 'larger than'],
  ])('with %s is refused', async (_, bytes, reason) => {
    await expect(unpack(bytes)).rejects.toThrow(reason);
  });
});

describe('a block', () => {
  const unpacked = (bytes: number[], size = 64) => {
    const buffer = new Uint8Array(size);
    const end = unpackBlock(Uint8Array.from(bytes), buffer, 0);
    return Buffer.from(buffer.subarray(0, end)).toString();
  };

  test('repeats what a match reaches back to, itself included', () => {
    expect(unpacked([0x21, 0x61, 0x62, 2, 0, 0x10, 0x63])).toBe('abababac');
  });

  test.each([
    ['a match before the beginning', [0x10, 0x61, 9, 0]],
    ['a match of no distance', [0x10, 0x61, 0, 0]],
    ['literals that are not there', [0xf0, 0xff, 0xff]],
    ['a match that is larger than the room', [0x1f, 0x61, 1, 0, 255, 0]],
    ['literals that are larger than the room', [0xf0, 60, ...Array(75).fill(0x61)]],
  ])('with %s is refused', (_, bytes) => {
    expect(() => unpacked(bytes)).toThrow('LZ4');
  });

  test('of random bytes ends or is refused, and never writes outside of its buffer', () => {
    let state = 7;
    const random = () => {
      state = (state * 48_271) % 2_147_483_647;
      return state & 255;
    };
    for (let round = 0; round < 2_000; round += 1) {
      const bytes = Array.from({ length: 1 + (random() % 40) }, random);
      try {
        expect(unpacked(bytes).length).toBeLessThanOrEqual(64 * 3);
      } catch (error) {
        expect(String(error)).toContain('LZ4');
      }
    }
  });
});
