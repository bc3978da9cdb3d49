// Plain JavaScript, because the launcher needs it before anything is installed or built.
import { readdirSync, readFileSync, readlinkSync } from 'node:fs';

/**
 * Which process listens on a TCP port of this machine, as far as this user may see.
 * Source: `/proc/net/tcp` and `/proc/net/tcp6`, see proc_pid_net(5); elsewhere nothing is known.
 * @param {number} port
 * @returns {{ pid: number, name: string } | undefined}
 */
export function ownerOfPort(port) {
  const inodes = new Set(['/proc/net/tcp', '/proc/net/tcp6'].flatMap((f) => listening(f, port)));
  if (inodes.size === 0) return undefined;
  for (const pid of names('/proc').filter((name) => /^\d+$/.test(name))) {
    for (const fd of names(`/proc/${pid}/fd`)) {
      const inode = /^socket:\[(\d+)\]$/.exec(link(`/proc/${pid}/fd/${fd}`))?.[1];
      if (inode !== undefined && inodes.has(inode)) {
        return { pid: Number(pid), name: text(`/proc/${pid}/comm`).trim() };
      }
    }
  }
  return undefined;
}

/**
 * @param {string} file
 * @param {number} port
 */
function listening(file, port) {
  const hexPort = port.toString(16).toUpperCase().padStart(4, '0');
  return text(file)
    .split('\n')
    .map((line) => line.trim().split(/\s+/))
    .filter((fields) => fields[3] === '0A' && fields[1]?.endsWith(`:${hexPort}`))
    .map((fields) => String(fields[9]));
}

/** @param {string} path */
function text(path) {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}

/** @param {string} path */
function names(path) {
  try {
    return readdirSync(path);
  } catch {
    return [];
  }
}

/** @param {string} path */
function link(path) {
  try {
    return readlinkSync(path);
  } catch {
    return '';
  }
}
