import { parseAsStringLiteral } from 'nuqs/server';

/** Whose tokens are listed; only admins see those of everybody. */
const WHOSE = ['me', 'everybody'] as const;

export const tokenParams = { of: parseAsStringLiteral(WHOSE).withDefault('me') };
