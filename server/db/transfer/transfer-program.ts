import { rmSync, statSync } from 'node:fs';
import { setPriority } from 'node:os';
import { createInterface } from 'node:readline';
import { AppError, messageOf } from '@/common/errors';
import { takeOver } from '../older-major/take-over';
import { checkBackup } from './check-backup';
import { fillDatabase } from './fill-database';
import { openFreshDatabase } from './fresh-database';
import { keyPieces } from './key-files';
import { openPgliteSession } from './pglite-session';
import { openPostgresTransfer } from './postgres-transfer-session';
import { readBackup } from './read-backup';
import { readDatabase } from './read-database';
import { withKeys } from './stream-parts';
import { type TransferJob, type TransferNews, transferJob } from './transfer-job';
import { writeBackup } from './write-backup';

// The other end of `runTransferProcess`: one line with the job comes in, lines with news go out.
// When whoever asked is gone, so is the reason to go on.

const PRIORITY = 10;
const STEP_EVERY = 64;

async function main(): Promise<void> {
  const input = createInterface({ input: process.stdin });
  input.once('line', (line) => void answer(line));
  input.once('close', () => process.exit(1));
}

async function answer(line: string): Promise<void> {
  try {
    const done = await run(transferJob.parse(JSON.parse(line)));
    say({ kind: 'done', ...done }, () => process.exit(0));
  } catch (error) {
    const code = AppError.is(error) ? error.code : 'UNREACHABLE';
    say({ kind: 'failed', code, message: messageOf(error) }, () => process.exit(1));
  }
}

async function run(job: TransferJob): Promise<{ rows: number; sizeBytes: number }> {
  if (job.kind === 'verify' || (job.kind === 'dump' && !job.isUrgent)) setPriority(PRIORITY);
  switch (job.kind) {
    case 'dump':
      return await dump(job);
    case 'verify':
      return await verify(job);
    case 'take-over':
      return { ...(await takeOver({ ...job, onStep: tellStep })), sizeBytes: 0 };
  }
}

async function dump(job: Extract<TransferJob, { kind: 'dump' }>) {
  const { source, file, keysDirectory } = job;
  const session =
    'url' in source
      ? await openPostgresTransfer(source.url)
      : await openPgliteSession(source.directory);
  const stream = withKeys(
    readDatabase(session, job),
    keysDirectory === null ? [] : keyPieces(keysDirectory),
  );
  try {
    const sizeBytes = await writeBackup(file, stream.pieces);
    return { rows: stream.rows(), sizeBytes };
  } finally {
    await session.close();
  }
}

/** A restore that nobody uses: what cannot be restored is no backup. */
async function verify(job: Extract<TransferJob, { kind: 'verify' }>) {
  const { file, scratch, migrationsDirectory } = job;
  const { header } = await checkBackup(file);
  try {
    const session = await openFreshDatabase(scratch);
    const options = { migrationsDirectory, onStep: tellStep };
    const { rows } = await fillDatabase(session, header, readBackup(file), options);
    await session.close();
    return { rows, sizeBytes: statSync(file).size };
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

let steps = 0;

function tellStep(step: string): void {
  steps += 1;
  if (steps % STEP_EVERY === 1) say({ kind: 'step', step });
}

function say(news: TransferNews, then: () => void = () => undefined): void {
  process.stdout.write(`${JSON.stringify(news)}\n`, then);
}

await main();
