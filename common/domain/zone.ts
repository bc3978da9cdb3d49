import { z } from 'zod';
import { zoneName } from './member';

const note = z
  .string()
  .trim()
  .max(128)
  .regex(/^\P{Cc}*$/u, 'Expected one line of text.');

/** What a person says of a zone. */
export const zoneEdit = z.strictObject({
  name: zoneName,
  note,
  /** The zone that it stands in; null for the top. */
  parent: zoneName.nullable(),
});

export type ZoneEdit = z.infer<typeof zoneEdit>;

/**
 * How far a key of a zone is. `installed`: all take what is sealed with it; `used`: all seal with it
 * too; `leaving`: the one before, still taken until nobody seals with it any more.
 */
export const ZONE_KEY_STEPS = ['installed', 'used', 'leaving'] as const;
export type ZoneKeyStep = (typeof ZONE_KEY_STEPS)[number];

export interface ZoneKeyView {
  /** Eight hexadecimal digits, as they stand before every sealed packet. */
  readonly id: string;
  readonly step: ZoneKeyStep;
  readonly createdMs: number;
}

/** A change of keys that is under way: who of those that report has not confirmed its next step. */
export interface ZoneKeyChange {
  readonly step: 'install' | 'use';
  readonly sinceMs: number;
  readonly confirmed: number;
  readonly awaited: number;
  /** At most eight of the awaited, by name. */
  readonly awaitedNodes: readonly { readonly id: string; readonly name: string }[];
}

/** A zone as people see it. */
export interface ZoneRow extends ZoneEdit {
  readonly hasGossip: boolean;
  readonly nodes: number;
  readonly createdMs: number;
  /** The one in use first. */
  readonly keys: readonly ZoneKeyView[];
  readonly change: ZoneKeyChange | null;
  /** Why its keys cannot be given out; empty where they can. */
  readonly fault: string;
}
