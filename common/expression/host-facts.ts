import type { Value } from './values';

/**
 * What only the machine itself knows. The agent answers it; where there is none, as in a browser,
 * what needs it is missing. Nothing here may block: each call is bounded by the caller's time.
 */
export interface HostFacts {
  /** `linux`, `darwin`, `windows`, `freebsd`, … */
  readonly platform: string;
  /** A variable of the agent's environment. */
  variable(name: string): string | undefined;
  /** What a path is; a link is followed unless it is what was asked for. */
  fileKind(path: string, signal: AbortSignal): Promise<FileKind | undefined>;
  isLink(path: string, signal: AbortSignal): Promise<boolean>;
  /** The first `bytesMax` of a file; `undefined` when it cannot be read. */
  readText(path: string, bytesMax: number, signal: AbortSignal): Promise<string | undefined>;
  /** Of a whole file, as hexadecimal digits; `undefined` when it cannot be read. */
  fileDigest(path: string, algorithm: string, signal: AbortSignal): Promise<string | undefined>;
  /** Of a text in UTF-8. */
  textDigest(text: string, algorithm: string): string;
  /** Whether something accepts a connection there. */
  connects(target: TcpTarget, signal: AbortSignal): Promise<boolean>;
  /** The first address of a name; the name of an address. `undefined` when there is none. */
  addressOf(name: string, signal: AbortSignal): Promise<string | undefined>;
  nameOf(address: string, signal: AbortSignal): Promise<string | undefined>;
  /** Whether a package is installed; missing where nobody can tell. */
  hasPackage(name: string, signal: AbortSignal): Promise<Value>;
  readonly cluster: ClusterFacts;
}

export type FileKind = 'file' | 'directory' | 'other';

/** What the agent knows of its own place among others; missing, with why, where it knows nothing. */
export interface ClusterFacts {
  /** Groups that a person gave this node. */
  staticGroups(): readonly string[];
  /** Those, the detected ones and those of the hosting. */
  groups(): readonly string[];
  /** @param node its id; empty for this one */
  zone(node: string): Value;
  /** @param filter empty strings stand for all */
  countNodes(filter: { readonly group: string; readonly state: string }): Value;
  hasEvent(kind: string): Value;
  complianceState(rule: string): Value;
  isHostingDriverActive(name: string): Value;
}

export interface TcpTarget {
  readonly host: string;
  readonly port: number;
  readonly timeoutMs: number;
}
