/** Whether an address to listen on reaches this machine alone. */
export function isLoopbackHost(host: string): boolean {
  return /^(localhost|::1|127\.\d{1,3}\.\d{1,3}\.\d{1,3})$/.test(host);
}
