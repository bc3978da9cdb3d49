import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { AppError, type ErrorCode } from '@/common/errors';
import { builtScript } from '../built-script';
import { type TransferJob, type TransferNews, transferNews } from './transfer-job';

export interface TransferProcessOptions {
  readonly onStep?: (step: string) => void;
  /** Ends the process. */
  readonly signal?: AbortSignal;
}

export interface TransferDone {
  readonly rows: number;
  /** Of the file that was written or read. */
  readonly sizeBytes: number;
}

/**
 * Does a job in a process of its own, at low priority unless somebody waits: a database more takes some hundred MB, which
 * a server would not give back, and time that it has not. The process ends with this one.
 *
 * @throws {AppError} as the job does; UNREACHABLE when the process ends without an answer.
 */
export async function runTransferProcess(
  job: TransferJob,
  { onStep = () => undefined, signal }: TransferProcessOptions = {},
): Promise<TransferDone> {
  const script = fileURLToPath(await builtScript('server/db/transfer/transfer-program.ts'));
  const child = spawn(process.execPath, [script], {
    stdio: ['pipe', 'pipe', 'pipe'],
    ...(signal === undefined ? {} : { signal }),
  });
  // Its end says more than what went wrong with writing to it.
  child.stdin.on('error', () => undefined);
  child.stdin.write(`${JSON.stringify(job)}\n`);
  const [answer, complaints, ended] = await Promise.all([
    lastNews(child.stdout, onStep),
    text(child.stderr),
    once(child, 'close').catch((error: Error) => [error.message]),
  ]);
  if (answer?.kind === 'done') return { rows: answer.rows, sizeBytes: answer.sizeBytes };
  if (answer?.kind === 'failed') throw new AppError(answer.code as ErrorCode, answer.message);
  const reason = complaints.trim().split('\n').at(-1) || `it ended with ${ended.join(' ')}`;
  throw new AppError('UNREACHABLE', `The process for the ${job.kind} gave no answer: ${reason}.`);
}

async function lastNews(
  output: NodeJS.ReadableStream,
  onStep: (step: string) => void,
): Promise<TransferNews | undefined> {
  let last: TransferNews | undefined;
  for await (const line of createInterface({ input: output })) {
    const news = transferNews.safeParse(JSON.parse(line));
    if (!news.success) continue;
    last = news.data;
    if (last.kind === 'step') onStep(last.step);
  }
  return last;
}
