import type { Command } from 'commander';
import { AppError } from '@/common/errors';
import { formatBytes } from '@/common/format';
import type { PlaceOptions } from '../cli-places';
import { type CliTools, commandOf, type JsonOption, topicOf } from '../cli-tools';

type Options = PlaceOptions & JsonOption;

/** `status`, `setup-link` and `audit verify`. */
export function addStatusCommands(program: Command, tools: CliTools): void {
  commandOf(program, 'status', 'Say how the server of this machine is doing.').action(
    (options: Options) => status(tools, options),
  );
  commandOf(program, 'setup-link', 'Print a link for the first account, good for an hour.').action(
    (options: Options) => setUpLink(tools, options),
  );
  const audit = topicOf(program, 'audit', 'The log of every change.');
  commandOf(audit, 'verify', 'Follow the audit log from its first row to its last.').action(
    (options: Options) => verifyAudit(tools, options),
  );
}

async function status(tools: CliTools, options: Options): Promise<void> {
  const { out } = tools;
  const client = tools.client(options);
  const [pid, health, backups] = [
    await client.pid(),
    await client.api.health.server.query(),
    await client.api.backups.state.query(),
  ];
  if (options.json) return out.json({ pid, health, backups });
  const { database, ingest } = health;
  out.line(`OpsBro ${health.version}, pid ${pid}: ${health.state}`);
  for (const problem of health.problems) out.line(`  ${problem}`);
  const size = database.sizeBytes === null ? '' : `, ${formatBytes(database.sizeBytes)}`;
  out.line(`  database: ${database.version}${size}`);
  out.line(`  agents connected: ${ingest.agentsConnected}, samples taken: ${ingest.samples}`);
  const last = backups.lastOkMs;
  out.line(`  last backup: ${last === null ? 'none yet' : new Date(last).toISOString()}`);
}

async function setUpLink(tools: CliTools, options: Options): Promise<void> {
  const link = await tools.client(options).setUpLink();
  if (link === undefined) {
    throw new AppError(
      'CONFLICT',
      'This server has accounts already; for a forgotten password see "opsbro server users reset-link".',
    );
  }
  if (options.json) tools.out.json({ link });
  else tools.out.line(link);
}

async function verifyAudit(tools: CliTools, options: Options): Promise<void> {
  const { out } = tools;
  const verdict = await tools.client(options).api.audit.verify.query();
  if (options.json) out.json(verdict);
  else if (verdict.ok) out.line(`All ${verdict.entries} rows are as they were written.`);
  if (verdict.ok) return;
  const where =
    verdict.fault === null
      ? 'it does not reach as far as this server wrote down outside of the database'
      : `row ${verdict.fault.seq}: ${verdict.fault.what}`;
  throw new AppError('CONFLICT', `The audit log is not as it was written: ${where}.`);
}
