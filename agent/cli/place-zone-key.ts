import { existsSync } from 'node:fs';
import { DEFAULT_ZONE } from '@/common/domain/member';
import { AppError } from '@/common/errors';
import { loadConfig } from '../config/load-config';
import type { LocalClient } from '../local-api/local-client';
import { keyFilePath, parseKeyFile, writeKeyFile } from '../transport/key-file';
import { agentFlags } from './agent-flags';
import type { CommandTools, CommonOptions } from './define-command';
import { runningAgent } from './running-agent';

export interface NewKey {
  /** A key in base64, or what a whole key file holds. */
  readonly text: string;
  /** The public half of the zone's master key; undefined to take what the text says. */
  readonly masterKey: Uint8Array | undefined;
}

export interface PlacedKey {
  readonly zone: string;
  readonly file: string;
  /** An agent runs and has read it. */
  readonly applied: boolean;
}

interface Given extends CommandTools {
  readonly options: CommonOptions & {
    readonly zone?: string | undefined;
    readonly erase: boolean;
  };
}

/**
 * Writes the key of a zone into its file, and has the agent that runs read it.
 * @param make is asked once it is clear that nothing is in the way
 * @throws {AppError} CONFLICT for a key that is there already, INVALID for what is none
 */
export async function placeZoneKey(given: Given, make: () => NewKey): Promise<PlacedKey> {
  const flags = agentFlags(given);
  const config = loadConfig({ ...given, flags });
  const client = await runningAgent(given);
  const zone = given.options.zone ?? (await zoneOf(client)) ?? (config.zone || DEFAULT_ZONE);
  const file = keyFilePath(config.dataDirectory, zone);
  if (existsSync(file) && !given.options.erase) {
    throw new AppError(
      'CONFLICT',
      `${file} is there already; --erase puts the new key in its place.`,
    );
  }
  const { text, masterKey } = make();
  const keys = parseKeyFile(text, zone, 'The key that was given');
  writeKeyFile(config.dataDirectory, zone, { ...keys, masterKey: masterKey ?? keys.masterKey });
  await client?.reloadZoneKey(zone);
  return { zone, file, applied: client !== undefined };
}

async function zoneOf(client: LocalClient | undefined): Promise<string | undefined> {
  return (await client?.cluster())?.zone;
}
