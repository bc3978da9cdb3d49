import { formatAgo, formatDuration } from '@/common/duration';
import { systemClock } from '@/common/node/system-clock';
import type { AgentInfo } from '../../../local-api/local-api';
import { byteText } from '../../byte-text';
import { countsText } from '../../collector-text';
import { defineCommand } from '../../define-command';
import { jsonOption } from '../../json-option';
import type { Output, Paint } from '../../output';

export default defineCommand({
  path: 'agent info',
  summary: 'Say how the agent that runs here is doing.',
  options: { json: jsonOption },
  arguments: {},
  async run({ options, agent, out }) {
    const info = await (await agent()).info();
    if (options.json) out.json(info);
    else printInfo(info, out, systemClock.wallMs());
    return 0;
  },
});

function printInfo(info: AgentInfo, out: Output, nowMs: number): void {
  const upMs = nowMs - info.startedMs;
  const groups = info.groups.length === 0 ? '' : `  in ${info.groups.join(', ')}`;
  const cpuPercent = (info.cpuMs / Math.max(1, upMs)) * 100;
  const lines: readonly (readonly [string, string])[] = [
    ['node', `${out.paint('bold', info.name)}${groups}`],
    ['id', info.nodeId],
    ['agent', `${info.version}, pid ${info.pid}, up ${formatDuration(upMs)}`],
    ['cost', `${byteText(info.rssBytes)} of memory, ${cpuPercent.toFixed(2)} % of a processor`],
    ['data', info.dataDirectory],
    ['server', serverText(info, out, nowMs)],
    ['outbox', outboxText(info, nowMs)],
    ['collectors', countsText(info.collectors, out)],
  ];
  for (const [title, text] of lines) out.line(`${out.paint('dim', title.padEnd(11))} ${text}`);
}

const LINK_MARKS: Record<AgentInfo['uplink']['state'], readonly [Paint, string]> = {
  connected: ['green', '● connected'],
  connecting: ['cyan', '◌ connecting'],
  waiting: ['yellow', '▲ waiting'],
  refused: ['red', '▲ refused'],
  off: ['dim', '○ none'],
};

function serverText({ uplink }: AgentInfo, out: Output, nowMs: number): string {
  const { serverUrl, state, reason, sinceMs, through } = uplink;
  const mark = out.paint(...LINK_MARKS[state]);
  if (serverUrl === null) return `${mark}; the agent works on its own`;
  const why = reason === '' ? '' : `: ${reason}`;
  const way = through === null ? '' : ` through ${through}`;
  return `${serverUrl}  ${mark}${way} for ${formatDuration(nowMs - sinceMs)}${why}`;
}

function outboxText({ uplink }: AgentInfo, nowMs: number): string {
  const { reports, bytes, oldestMs, droppedSamples } = uplink.outbox;
  const oldest = oldestMs === null ? '' : `, the oldest of ${formatAgo(oldestMs, nowMs)}`;
  const lost = droppedSamples === 0 ? '' : `; ${droppedSamples} samples were given up`;
  return `${reports} ${reports === 1 ? 'report' : 'reports'}, ${byteText(bytes)}${oldest}${lost}`;
}
