import { CLOCK_SKEW_MS_MAX, type NodeDetail } from '@/common/domain/node';
import { formatMs } from '@/common/format';

/** Below this, two clocks are taken to agree. */
const SKEW_MS_SHOWN = 2_000;

/** How far a node's clock is off, and whether that matters. */
export function clockWords(clockSkewMs: number | null): string {
  if (clockSkewMs === null) return 'not compared yet';
  const offMs = Math.abs(clockSkewMs);
  if (offMs < SKEW_MS_SHOWN) return 'agrees with the server’s';
  const direction = clockSkewMs > 0 ? 'ahead of' : 'behind';
  const off = `${formatMs(offMs)} ${direction} the server’s`;
  if (offMs <= CLOCK_SKEW_MS_MAX) return off;
  return `${off}. Times on its pages are off as much: let it follow a time server (NTP)`;
}

export function keyWords(keyRotation: NodeDetail['keyRotation']): string {
  return keyRotation === 'asked'
    ? 'a new one was asked for; the agent makes it when it is connected'
    : 'its own, made on the machine; only its public half is here';
}
