import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { AppError, messageOf } from '@/common/errors';

const sha256 = z.string().regex(/^[0-9a-f]{64}$/);

const download = z.object({
  name: z.string().regex(/^[\w.-]{1,128}$/),
  sizeBytes: z.int().positive(),
  unpackedBytes: z.int().positive(),
  sha256,
});

const manifest = z.object({
  version: z.string().regex(/^\d+\.\d+\.\d+[\w.-]{0,32}$/),
  nodeMin: z.string().regex(/^\d+\.\d+$/),
  archive: download,
  executables: z.array(download.extend({ platform: z.string().regex(/^[a-z0-9-]{1,32}$/) })),
});

/** A file that machines fetch; its name changes with its content. */
export type Download = z.infer<typeof download>;
export type AgentManifest = z.infer<typeof manifest>;

/** What the build left for machines that join. */
export interface AgentFiles {
  readonly manifest: AgentManifest;
  /** As the build wrote it. */
  readonly manifestText: string;
  /** The script that installs, with `@name@` where the server fills something in. */
  readonly script: string;
  /** Absolute path of a file that the manifest names. */
  pathOf(download: Download): string;
}

/**
 * Reads what the build left, and again when a new build has replaced it under a running server.
 * @param directory `dist/agent`
 */
export function createAgentFiles(directory: string): () => AgentFiles {
  const path = join(directory, 'manifest.json');
  let known: { readonly builtMs: number; readonly files: AgentFiles } | undefined;
  return () => {
    const builtMs = statSync(path, { throwIfNoEntry: false })?.mtimeMs;
    if (builtMs === undefined) throw notBuilt(path);
    if (known?.builtMs !== builtMs) known = { builtMs, files: readFiles(directory, path) };
    return known.files;
  };
}

function readFiles(directory: string, path: string): AgentFiles {
  try {
    const manifestText = readFileSync(path, 'utf8');
    return {
      manifest: manifest.parse(JSON.parse(manifestText)),
      manifestText,
      script: readFileSync(join(directory, 'install.sh'), 'utf8'),
      pathOf: ({ name }) => join(directory, name),
    };
  } catch (cause) {
    throw new AppError(
      'NOT_FOUND',
      `${path} cannot be used (${messageOf(cause)}): run npm run build.`,
      {
        cause,
      },
    );
  }
}

function notBuilt(path: string): AppError {
  return new AppError(
    'NOT_FOUND',
    `The agent is not built: ${path} is missing. Run npm run build.`,
  );
}
