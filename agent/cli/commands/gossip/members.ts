import { z } from 'zod';
import { MEMBER_STATES, type MemberView } from '@/common/domain/member';
import { systemClock } from '@/common/node/system-clock';
import type { ClusterStatus } from '../../../local-api/cluster-api';
import { defineCommand } from '../../define-command';
import { jsonOption } from '../../json-option';
import { memberDetails } from '../../member-details';
import { memberTable } from '../../member-table';
import { byZoneAndUrgency, memberCountsText } from '../../member-text';
import { negativeResult } from '../../negative-result';
import type { Output } from '../../output';

export default defineCommand({
  path: 'gossip members',
  summary: 'List the members of the cluster, and what this agent believes of each and why.',
  options: {
    detail: z.boolean().default(false).describe('Everything that is known of each.'),
    state: z
      .enum(MEMBER_STATES)
      .optional()
      .describe(`Only ${MEMBER_STATES.join(', ')} ones.`),
    group: z.string().optional().describe('Only members of a group.'),
    zone: z.string().optional().describe('Only members of a zone.'),
    json: jsonOption,
  },
  arguments: {},
  async run({ options, agent, out }) {
    const client = await agent();
    return negativeResult(out, async () => {
      const [known, status] = await Promise.all([client.members(), client.cluster()]);
      const members = known.filter((member) => isWanted(member, options)).sort(byZoneAndUrgency);
      if (options.json) {
        out.json(members);
        return 0;
      }
      const shown = { out, nowMs: systemClock.wallMs(), selfId: status.id };
      if (options.detail) for (const line of memberDetails(members, known, shown)) out.line(line);
      else if (members.length > 0) await out.table(memberTable(members, known, shown));
      out.line(summaryText(status, known.length - members.length, out));
      return 0;
    });
  },
});

/** Below the list, after an empty line: `▲ 1 dead  ● 24 alive  zone paris` */
function summaryText(status: ClusterStatus, hidden: number, out: Output): string {
  const filtered = hidden === 0 ? '' : `${hidden} not shown; `;
  const zone = `zone ${status.zone}${status.isSealed ? '' : ', without a key'}`;
  return `\n${filtered}${memberCountsText(status.members, out)}  ${out.paint('dim', zone)}`;
}

interface Wanted {
  readonly state?: MemberView['state'] | undefined;
  readonly group?: string | undefined;
  readonly zone?: string | undefined;
}

function isWanted({ card, state }: MemberView, wanted: Wanted): boolean {
  if (wanted.state !== undefined && state !== wanted.state) return false;
  if (wanted.zone !== undefined && card.zone !== wanted.zone) return false;
  return wanted.group === undefined || card.groups.includes(wanted.group);
}
