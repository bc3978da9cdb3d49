/** Whether a path is one of those that new machines fetch from; `/agent` itself is a WebSocket. */
export function isInstallPath(path: string): boolean {
  return path === '/install.sh' || path.startsWith('/agent/');
}
