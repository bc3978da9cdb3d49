import { formatAgo, formatDuration } from '@/common/duration';
import { systemClock } from '@/common/node/system-clock';
import type { ClusterStatus } from '../../../local-api/cluster-api';
import type { AgentInfo } from '../../../local-api/local-api';
import { byteText } from '../../byte-text';
import { countsText } from '../../collector-text';
import { defineCommand } from '../../define-command';
import { jsonOption } from '../../json-option';
import { memberCountsText } from '../../member-text';
import type { Output, Paint } from '../../output';

export default defineCommand({
  path: 'agent info',
  summary: 'Say how the agent that runs here is doing.',
  options: { json: jsonOption },
  arguments: {},
  async run({ options, agent, out }) {
    const client = await agent();
    const [info, cluster] = await Promise.all([client.info(), client.cluster()]);
    if (options.json) out.json({ ...info, cluster });
    else printInfo(info, cluster, out);
    return 0;
  },
});

function printInfo(info: AgentInfo, cluster: ClusterStatus, out: Output): void {
  const nowMs = systemClock.wallMs();
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
    ['cluster', clusterText(cluster, out)],
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

function clusterText(cluster: ClusterStatus, out: Output): string {
  const { state, reason, zone, isSealed, address, members } = cluster;
  if (state !== 'on') return `zone ${zone}  ${out.paint('yellow', `▲ ${state}`)}: ${reason}`;
  const key = isSealed ? 'with a key' : 'without a key';
  return `zone ${zone} at ${address}, ${key}  ${memberCountsText(members, out)}`;
}

function outboxText({ uplink }: AgentInfo, nowMs: number): string {
  const { reports, bytes, oldestMs, droppedSamples } = uplink.outbox;
  const oldest = oldestMs === null ? '' : `, the oldest of ${formatAgo(oldestMs, nowMs)}`;
  const lost = droppedSamples === 0 ? '' : `; ${droppedSamples} samples were given up`;
  return `${reports} ${reports === 1 ? 'report' : 'reports'}, ${byteText(bytes)}${oldest}${lost}`;
}
