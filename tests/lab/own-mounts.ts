/** Set where a goal of the lab has mounts of its own already. */
const OWN_MOUNTS = 'OPSBRO_LAB_OWN_MOUNTS';

export interface OwnMounts {
  readonly command: string;
  readonly words: readonly string[];
  readonly env: NodeJS.ProcessEnv;
}

/**
 * How to run Node where nobody else sees what is mounted, and nobody's copy of the mounts keeps a
 * file system alive whose power was cut.
 */
export function withOwnMounts(words: readonly string[]): OwnMounts {
  return {
    command: 'unshare',
    words: ['-m', '--propagation', 'private', process.execPath, ...words],
    env: { ...process.env, [OWN_MOUNTS]: 'yes' },
  };
}

export function hasOwnMounts(): boolean {
  return process.env[OWN_MOUNTS] !== undefined;
}
