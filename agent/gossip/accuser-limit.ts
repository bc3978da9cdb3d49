const OPEN_MIN = 3;
const OPEN_SHARE = 1 / 8;
const NEW_A_MINUTE_MAX = 30;
const MINUTE_MS = 60_000;

interface Account {
  openCount: number;
  minuteStartMs: number;
  inMinuteCount: number;
}

/**
 * How much is believed of one accuser: a member that lost its own network, or that lies, can cast
 * doubt on a few, and not on all.
 */
export class AccuserLimit {
  readonly #accounts = new Map<string, Account>();

  /** @returns whether this one more is believed; if so it is open until `close` */
  open(accuser: string, presentCount: number, nowMs: number): boolean {
    const account = this.#account(accuser, nowMs);
    const openMax = Math.max(OPEN_MIN, presentCount * OPEN_SHARE);
    if (account.openCount >= openMax || account.inMinuteCount >= NEW_A_MINUTE_MAX) return false;
    account.openCount += 1;
    account.inMinuteCount += 1;
    return true;
  }

  /** The case is over, one way or the other. */
  close(accuser: string): void {
    const account = this.#accounts.get(accuser);
    if (account !== undefined) account.openCount -= 1;
  }

  /** Forgets those who have accused nobody of late. */
  prune(nowMs: number): void {
    for (const [accuser, { openCount, minuteStartMs }] of this.#accounts) {
      if (openCount <= 0 && nowMs - minuteStartMs > MINUTE_MS) this.#accounts.delete(accuser);
    }
  }

  #account(accuser: string, nowMs: number): Account {
    const known = this.#accounts.get(accuser);
    if (known === undefined) {
      const account = { openCount: 0, minuteStartMs: nowMs, inMinuteCount: 0 };
      this.#accounts.set(accuser, account);
      return account;
    }
    if (nowMs - known.minuteStartMs > MINUTE_MS) {
      known.minuteStartMs = nowMs;
      known.inMinuteCount = 0;
    }
    return known;
  }
}
