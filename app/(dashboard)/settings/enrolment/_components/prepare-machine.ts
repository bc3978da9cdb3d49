import { formatBytes, formatPlural } from '@/common/format';

/** Something by which a person recognises a machine. */
export interface MachineFact {
  readonly name: string;
  readonly value: string;
  /** From what another one that shows the same identity says. */
  readonly differs?: boolean;
}

interface ToldMachine {
  readonly nodeId: string;
  readonly hostname: string;
  readonly address: string;
  readonly machineId: string;
  readonly bootId: string;
  /** What it told of itself when it came; see `EnrolmentFacts`. */
  readonly facts: Readonly<Record<string, unknown>>;
}

const NOT_TOLD = 'not told';

export function factsOf(machine: ToldMachine): MachineFact[] {
  const { nodeId, hostname, address, machineId, bootId, facts } = machine;
  const lines = [
    { name: 'Host name', value: hostname },
    { name: 'Comes from', value: address },
    { name: 'Node id', value: nodeId },
    { name: 'Machine id', value: machineId },
    { name: 'Boot id', value: bootId },
    { name: 'System', value: textOf(facts.os) },
    { name: 'Kernel', value: joined(' · ', facts.kernel, facts.architecture) },
    { name: 'Hardware', value: textOf(facts.hardware) },
    { name: 'Own addresses', value: textOf(facts.addresses) },
    { name: 'Network card', value: textOf(facts.mac) },
    { name: 'Size', value: sizeOf(facts) },
  ];
  return lines.map(({ name, value }) => ({ name, value: value || NOT_TOLD }));
}

function sizeOf({ cpuCount, memoryBytes }: ToldMachine['facts']): string {
  const processors = typeof cpuCount === 'number' ? formatPlural(cpuCount, 'processor') : '';
  const memory = typeof memoryBytes === 'number' ? formatBytes(memoryBytes) : '';
  return joined(', ', processors, memory);
}

function joined(separator: string, ...values: readonly unknown[]): string {
  return values.map(textOf).filter(Boolean).join(separator);
}

/** The column is JSON: what is no text and no list of texts is not shown. */
function textOf(value: unknown): string {
  if (Array.isArray(value)) return joined(', ', ...value);
  return typeof value === 'string' ? value : '';
}

/** One of those who show the same identity. */
interface Twin {
  readonly hostname: string;
  readonly address: string;
  readonly machineId: string;
  readonly bootId: string;
}

/** What a twin says of itself, and where the others say something else. */
export function twinFacts(twin: Twin, all: readonly Twin[]): MachineFact[] {
  const compared: readonly (readonly [string, keyof Twin])[] = [
    ['Host name', 'hostname'],
    ['Comes from', 'address'],
    ['Machine id', 'machineId'],
    ['Boot id', 'bootId'],
  ];
  return compared.map(([name, key]) => ({
    name,
    value: twin[key] || NOT_TOLD,
    differs: all.some((other) => other[key] !== twin[key]),
  }));
}

/** Whether nothing that they say tells them apart. */
export function saySame(all: readonly Twin[]): boolean {
  return all.every((twin) => twinFacts(twin, all).every(({ differs }) => differs !== true));
}
