/** Looks at a machine without failing: what is missing or not readable is empty. */
import { readdirSync, readFileSync, readlinkSync } from 'node:fs';

export function targetOf(path) {
  try {
    return readlinkSync(path);
  } catch {
    return '';
  }
}

export function within(directory, isWanted) {
  return list(directory)
    .filter(isWanted)
    .map((name) => `${directory}/${name}`);
}

export function list(directory) {
  try {
    return readdirSync(directory).sort();
  } catch {
    return [];
  }
}

export function isDirectory(path) {
  try {
    readdirSync(path);
    return true;
  } catch {
    return false;
  }
}

export function text(path) {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}
