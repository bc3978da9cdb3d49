import { describe, expect, test } from 'vitest';
import { createMailbox } from '@/server/live/mailbox';

describe('a mailbox', () => {
  test('keeps the newest message of each key, in the order in which the keys came', async () => {
    const mailbox = createMailbox<string>(undefined);
    mailbox.put('a', 'a1');
    mailbox.put('b', 'b1');
    mailbox.put('a', 'a2');
    expect(await mailbox.take()).toEqual(['a2', 'b1']);
    mailbox.put('b', 'b2');
    expect(await mailbox.take()).toEqual(['b2']);
  });

  test('lets its reader wait for the first message', async () => {
    const mailbox = createMailbox<string>(undefined);
    const taken = mailbox.take();
    mailbox.put('a', 'a1');
    mailbox.put('b', 'b1');
    expect(await taken).toEqual(['a1', 'b1']);
  });

  test('drops the oldest key when there are too many', async () => {
    const mailbox = createMailbox<number>(undefined, 3);
    for (const number of [1, 2, 3, 4, 5]) mailbox.put(`key ${number}`, number);
    mailbox.put('key 3', 33);
    expect(await mailbox.take()).toEqual([33, 4, 5]);
  });

  test('gives nothing once its signal has ended, whether somebody waits or not', async () => {
    const ended = new AbortController();
    const mailbox = createMailbox<string>(ended.signal);
    const waiting = mailbox.take();
    ended.abort();
    expect(await waiting).toEqual([]);
    mailbox.put('a', 'late');
    expect(await mailbox.take()).toEqual([]);
    expect(await createMailbox<string>(AbortSignal.abort()).take()).toEqual([]);
  });
});
