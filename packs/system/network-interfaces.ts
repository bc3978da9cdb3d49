/**
 * The loopback, and the outer ends of what leads into containers and virtual machines: Docker and
 * Podman, Calico, Cilium, libvirt, OpenStack, Proxmox.
 */
const NOT_OF_THE_MACHINE =
  /^(?:lo0?$|veth|cali|lxc[0-9a-f]{6}|vnet\d|tap[0-9a-f]{8}|tap\d+i\d|fw(?:br|ln|pr)\d)/;

/**
 * Whether an interface is worth a history. Ends of containers and virtual machines come and go under
 * names of chance by the hundred, and what passes them passes a bridge or a card of the machine too.
 */
export function isOwnInterface(name: string): boolean {
  return !NOT_OF_THE_MACHINE.test(name);
}
