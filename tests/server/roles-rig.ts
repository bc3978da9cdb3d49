import type { Clock } from '@/common/clock';

/** What a test reads of a procedure. */
export interface Procedure {
  readonly _def: {
    readonly type: 'query' | 'mutation' | 'subscription';
    readonly meta?: unknown;
    readonly inputs: readonly { safeParse(value: unknown): Parsed }[];
  };
}
interface Parsed {
  readonly error?: {
    readonly issues: readonly { readonly code: string; readonly keys?: string[] }[];
  };
}

/** By path. */
export const proceduresOf = (router: { readonly _def: { readonly procedures: object } }) =>
  Object.entries<Procedure>({ ...router._def.procedures });
const REACHED = 'the services were reached';

/** Something whose first use says that whoever asked was let in, and that then does nothing. */
export function tripwire<Target extends object>(clock?: Clock): Target {
  return new Proxy({} as Target, {
    get(_, name) {
      if (name === 'clock' && clock !== undefined) return clock;
      throw new Error(REACHED);
    },
  });
}

/** Whether a call gets past the door; behind it nothing happens. */
export async function outcomeOf(call: () => Promise<unknown>): Promise<string> {
  try {
    await call();
    return 'let in';
  } catch (error) {
    const { code, message } = error as { code?: string; message: string };
    return code === 'BAD_REQUEST' || message === REACHED ? 'let in' : (code ?? message);
  }
}
