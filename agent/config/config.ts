import { resolve } from 'node:path';
import { z } from 'zod';
import type { LogLevel } from '@/common/log';
import { type GossipChoice, gossipSettings, resolveGossip } from './gossip-settings';
import { duration, groups, oneOf, serverAddress, size, text, yesOrNo, zone } from './setting-forms';

const HOUR_MS = 3_600_000;
const DAY_MS = 86_400_000;
const MEBIBYTE = 1_048_576;

const LOG_LEVELS = ['debug', 'info', 'warn', 'error'] as const satisfies LogLevel[];

/**
 * What is answered when the server asks. `checks`: why checks, detectors and roles are as they are, and
 * to run checks and collectors now; `all`: expressions that somebody writes, too.
 */
const ANSWERS = ['all', 'checks', 'none'] as const;

export type Answers = (typeof ANSWERS)[number];

const COLLECTOR_NAME = /^[a-z][a-z0-9_]{0,63}$/;

const collectorSetting = z.strictObject({
  enabled: yesOrNo.optional().describe('Whether this collector runs at all; true.'),
  interval: duration({ minMs: 1_000, maxMs: DAY_MS })
    .optional()
    .describe('How often it runs; outranks what the server and the pack say.'),
});

/** Every setting, as a file, the environment or flags may give it; each of them may be left out. */
export const settings = z.strictObject({
  dataDirectory: text('a path')
    .optional()
    .describe('Where the agent keeps its key, its outbox, its logs and its socket.'),
  server: serverAddress
    .optional()
    .describe('The server to report to; by default the one that this node joined.'),
  serverKey: text('a fingerprint')
    .optional()
    .describe('Fingerprint of a key of the server to believe besides those of the join string.'),
  name: text('a name')
    .optional()
    .describe('What people shall call this node until they name it on its page; the host name.'),
  groups: groups
    .optional()
    .describe('Groups that this node is in, besides those of its page and the detected ones.'),
  zone: zone
    .optional()
    .describe('The zone that this node is in, whatever its page says; default without either.'),
  gossip: gossipSettings.optional().describe('How this agent takes part in the cluster.'),
  logLevel: oneOf(LOG_LEVELS).optional().describe('How much the log says; info.'),
  answers: oneOf(ANSWERS)
    .optional()
    .describe(
      'What people may ask this node through the server: all; checks, for what its own files define; none.',
    ),
  packs: text('a path').optional().describe('The directory of packs.'),
  collectors: z
    .record(z.string().regex(COLLECTOR_NAME), collectorSetting)
    .optional()
    .describe('Settings of single collectors.'),
  outbox: z
    .strictObject({
      maxBytes: size({ minBytes: 1_000_000 })
        .optional()
        .describe('How much is kept on disk while the server does not answer; 64MiB.'),
      maxAge: duration({ minMs: 60_000, maxMs: 365 * DAY_MS })
        .optional()
        .describe('How long; 7d. The oldest samples go first.'),
    })
    .optional()
    .describe('What is kept while the server does not answer.'),
});

export type Settings = z.infer<typeof settings>;

/** What the agent runs with: read once, passed down, never changed. */
export interface AgentConfig {
  readonly dataDirectory: string;
  /** `ws://…`, `wss://…`, or empty for an agent on its own. */
  readonly server: string;
  /** Fingerprint of a key of the server that is believed besides the stored ones, or empty. */
  readonly serverKey: string;
  readonly name: string;
  /** Besides those that the server gives and detectors find. */
  readonly groups: readonly string[];
  /** The zone that this node shall be in whatever the server says; empty for none said. */
  readonly zone: string;
  readonly gossip: GossipChoice;
  readonly logLevel: LogLevel;
  readonly answers: Answers;
  readonly packsDirectory: string;
  readonly collectors: Readonly<
    Record<
      string,
      { readonly enabled?: boolean | undefined; readonly intervalMs?: number | undefined }
    >
  >;
  readonly outbox: { readonly bytes: number; readonly ageMs: number };
}

export interface ConfigDefaults {
  readonly dataDirectory: string;
  readonly packsDirectory: string;
}

/** What holds where nothing is said; of the server, the one that was joined. */
const DEFAULT_SETTINGS = {
  server: '',
  serverKey: '',
  name: '',
  groups: [],
  zone: '',
  gossip: {
    enabled: true,
    detect: false,
    profile: 'lan',
    relay: 'auto',
    forgetAfter: 72 * HOUR_MS,
  },
  logLevel: 'info',
  answers: 'all',
  outbox: { maxBytes: 64 * MEBIBYTE, maxAge: 7 * DAY_MS },
} as const satisfies Settings;

/** @param layers the strongest first; a setting comes from the first that has it */
export function resolveConfig(layers: readonly Settings[], defaults: ConfigDefaults): AgentConfig {
  const first = <Value>(pick: (layer: Settings) => Value | undefined): Value | undefined =>
    layers.map(pick).find((value) => value !== undefined);
  return {
    dataDirectory: resolve(first(({ dataDirectory }) => dataDirectory) ?? defaults.dataDirectory),
    server: first(({ server }) => server) ?? DEFAULT_SETTINGS.server,
    serverKey: first(({ serverKey }) => serverKey) ?? DEFAULT_SETTINGS.serverKey,
    name: first(({ name }) => name) ?? DEFAULT_SETTINGS.name,
    groups: first(({ groups }) => groups) ?? DEFAULT_SETTINGS.groups,
    zone: first((layer) => layer.zone) ?? DEFAULT_SETTINGS.zone,
    gossip: resolveGossip([...layers.map(({ gossip }) => gossip), DEFAULT_SETTINGS.gossip]),
    logLevel: first(({ logLevel }) => logLevel) ?? DEFAULT_SETTINGS.logLevel,
    answers: first(({ answers }) => answers) ?? DEFAULT_SETTINGS.answers,
    packsDirectory: resolve(first(({ packs }) => packs) ?? defaults.packsDirectory),
    collectors: mergeCollectors(layers),
    outbox: {
      bytes: first(({ outbox }) => outbox?.maxBytes) ?? DEFAULT_SETTINGS.outbox.maxBytes,
      ageMs: first(({ outbox }) => outbox?.maxAge) ?? DEFAULT_SETTINGS.outbox.maxAge,
    },
  };
}

function mergeCollectors(layers: readonly Settings[]): AgentConfig['collectors'] {
  const merged = new Map<
    string,
    { enabled?: boolean | undefined; intervalMs?: number | undefined }
  >();
  for (const { collectors = {} } of [...layers].reverse()) {
    for (const [name, { enabled, interval }] of Object.entries(collectors)) {
      const known = merged.get(name) ?? {};
      merged.set(name, {
        enabled: enabled ?? known.enabled,
        intervalMs: interval ?? known.intervalMs,
      });
    }
  }
  return Object.fromEntries(merged);
}
