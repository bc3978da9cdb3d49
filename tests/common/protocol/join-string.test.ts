import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { formatJoinString, parseJoinString } from '@/common/protocol/join-string';
import { oneLiner } from '@/common/protocol/one-liner';
import { transcript } from '@/common/protocol/transcript';

const seed = Uint8Array.from({ length: 32 }, (_, index) => index * 7);
const JOIN = {
  tokenId: 'abcdefgh234567aa',
  seed,
  fingerprint: 'AbCdEfGhIjKlMnOpQrSt-_',
  host: '192.0.2.7',
  port: 7788,
};

test.each(['192.0.2.7', 'ops.example.org', '2001:db8::7'])(
  'a join string to %s is read back as it was written',
  (host) => {
    const join = { ...JOIN, host };
    expect(parseJoinString(` ${formatJoinString(join)}\n`)).toEqual(join);
  },
);

describe('a join string that cannot be used says why, and never quotes the secret', () => {
  const whole = formatJoinString(JOIN);
  test.each([
    ['', 'it is empty'],
    ['ops2.x', 'does not begin with "ops1."'],
    [whole.slice(0, -8), 'cut off'],
    [whole.replace('@', ''), 'cut off'],
    [whole.replace('7788', '0'), 'its port is not from 1 to 65535'],
    [whole.replace('7788', '70000'), 'its port is not from 1 to 65535'],
    [`${whole}/x`, 'cut off'],
  ])('%j', (text, why) => {
    expect(() => parseJoinString(text)).toThrow(why);
    const secret = whole.split('.')[2] ?? '';
    try {
      parseJoinString(text);
    } catch (error) {
      expect(String(error)).not.toContain(secret);
    }
  });

  test('whatever it is given it throws an error of ours or returns', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 200 }), (text) => {
        try {
          parseJoinString(text);
        } catch (error) {
          expect(error).toMatchObject({ code: 'INVALID' });
        }
      }),
    );
  });
});

test('the one-liner runs nothing before its last word, and has the secret in no argument of curl', () => {
  const joinString = formatJoinString(JOIN);
  const line = oneLiner({ origin: 'https://192.0.2.7:7788', spkiPin: 'cGlu', joinString });
  expect(line).toBe(
    `(curl -fsSk --pinnedpubkey 'sha256//cGlu' 'https://192.0.2.7:7788/install.sh' && echo "opsbro_join '${joinString}'") | sudo sh`,
  );
  const trusted = oneLiner({ origin: 'https://ops.example.org', spkiPin: null, joinString });
  expect(trusted).not.toMatch(/-k|pinned/);
});

test('no two lists of parts are signed as the same bytes', () => {
  const part = fc.oneof(fc.string({ maxLength: 8 }), fc.uint8Array({ maxLength: 8 }));
  const bytes = (parts: (string | Uint8Array)[]) =>
    Buffer.from(transcript('opsbro agent v2', parts));
  const plain = (parts: (string | Uint8Array)[]) =>
    JSON.stringify(parts.map((one) => Buffer.from(one).toString('hex')));
  fc.assert(
    fc.property(fc.array(part), fc.array(part), (one, other) => {
      expect(bytes(one).equals(bytes(other))).toBe(plain(one) === plain(other));
    }),
  );
});
