/** A reply of Redis: a text, or what it refuses, such as `WRONGPASS invalid username-password pair`. */
export type Reply = { readonly text: string } | { readonly refusal: string };

/** A command as RESP2 writes it, so that a password may have any character in it. */
export function commandText(...words: readonly string[]): string {
  const parts = words.map((word) => `$${Buffer.byteLength(word)}\r\n${word}\r\n`);
  return `*${words.length}\r\n${parts.join('')}`;
}

/** @returns the replies that are there whole, of the kinds that INFO and AUTH have. */
export function parseReplies(answer: Buffer): Reply[] {
  const replies: Reply[] = [];
  for (let next = replyAt(answer, 0); next !== undefined; next = replyAt(answer, next.endsAt)) {
    replies.push(next.reply);
  }
  return replies;
}

function replyAt(answer: Buffer, at: number): { reply: Reply; endsAt: number } | undefined {
  const end = answer.indexOf('\r\n', at);
  if (end === -1) return undefined;
  const kind = answer.toString('latin1', at, at + 1);
  const line = answer.toString('utf8', at + 1, end);
  if (kind === '+') return { reply: { text: line }, endsAt: end + 2 };
  if (kind !== '$') return { reply: { refusal: line }, endsAt: end + 2 };
  const sizeBytes = Number(line);
  const [from, to] = [end + 2, end + 2 + sizeBytes];
  if (!Number.isSafeInteger(sizeBytes) || sizeBytes < 0 || answer.length < to + 2) return undefined;
  return { reply: { text: answer.toString('utf8', from, to) }, endsAt: to + 2 };
}
