/** `2026-01-01 12:00:00`, in UTC. */
export function momentText(atMs: number): string {
  return new Date(atMs).toISOString().slice(0, 19).replace('T', ' ');
}
