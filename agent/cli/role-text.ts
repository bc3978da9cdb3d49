import type { RoleHealth } from '@/common/domain/role';
import type { Output, Paint } from './output';

/** A shape and a word for each health: colour is never the only sign. What needs a person is first. */
const MARKS: Record<RoleHealth, { readonly shape: string; readonly paint: Paint }> = {
  failing: { shape: '▲', paint: 'red' },
  unknown: { shape: '?', paint: 'yellow' },
  passing: { shape: '●', paint: 'green' },
};

export const HEALTH_ORDER = Object.keys(MARKS);

export function healthText(health: RoleHealth, out: Output): string {
  const { shape, paint } = MARKS[health];
  return out.paint(paint, `${shape} ${health}`);
}
