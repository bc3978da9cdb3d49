/** A piece of a reason; `check` where it is the id of one. */
export interface ReasonPart {
  readonly text: string;
  readonly check: boolean;
}

/** How the agent begins a sentence of a check: `shop.mem is critical: …`, several parted by `; `. */
const CHECK =
  /(?<=^|; |^the check )[a-z][a-z0-9-]*\.[a-z0-9][\w/.-]*(?= is (?:critical|warning|unknown|stale|pending|not for this machine)(?:[:;]|$))/g;

/** Why a role is not healthy, parted at the checks that it names. */
export function reasonParts(reason: string): ReasonPart[] {
  const parts: ReasonPart[] = [];
  let end = 0;
  for (const { 0: id, index } of reason.matchAll(CHECK)) {
    if (index > end) parts.push({ text: reason.slice(end, index), check: false });
    parts.push({ text: id, check: true });
    end = index + id.length;
  }
  if (end < reason.length) parts.push({ text: reason.slice(end), check: false });
  return parts;
}
