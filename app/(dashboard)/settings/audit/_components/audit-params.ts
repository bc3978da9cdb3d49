import { parseAsString } from 'nuqs/server';

const PAGE_SIZE = 50;

/** What of the log stands in the address. */
export const auditParams = {
  q: parseAsString.withDefault(''),
  action: parseAsString,
  actor: parseAsString,
  target: parseAsString,
  /** Rows before this one. */
  before: parseAsString,
};

export interface AuditParams {
  readonly q: string;
  readonly action: string | null;
  readonly actor: string | null;
  readonly target: string | null;
  readonly before: string | null;
}

export interface AuditAsked {
  readonly limit: number;
  readonly before?: string;
  readonly text?: string;
  readonly actorId?: string;
  readonly action?: string;
  readonly target?: string;
}

const WORD_LENGTH_MAX = 256;

/** What to ask of the server; an address may hold anything, so it is cut to what is allowed. */
export function auditQueryOf({ q, action, actor, target, before }: AuditParams): AuditAsked {
  return {
    limit: PAGE_SIZE,
    ...(before !== null && /^\d{1,18}$/.test(before) ? { before } : {}),
    ...word('text', q),
    ...word('actorId', actor),
    ...word('action', action),
    ...word('target', target),
  };
}

export function isAuditFiltered({ q, action, actor, target }: AuditParams): boolean {
  return [q, action, actor, target].some((word) => word !== null && word.trim() !== '');
}

function word<Name extends string>(name: Name, value: string | null) {
  const text = value?.trim().slice(0, WORD_LENGTH_MAX) ?? '';
  return (text === '' ? {} : { [name]: text }) as { readonly [name in Name]?: string };
}
