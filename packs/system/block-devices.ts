/** Kinds of block device that are no disk of their own: memory, and files made to look like one. */
const IN_MEMORY = /^(?:loop|ram|zram)\d/;

/** Whether a whole device, such as `loop0`, keeps its data somewhere that is measured already. */
export function isMemoryDevice(name: string): boolean {
  return IN_MEMORY.test(name);
}
