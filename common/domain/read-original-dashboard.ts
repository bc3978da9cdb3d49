import type { DashboardDefinition, DashboardPanel } from './dashboard';
import type { DefinitionProblem } from './definition-form';
import { UNITS, type Unit } from './metric';

/** The original's panels, and what shows the same here. */
const KINDS: Readonly<Record<string, DashboardPanel['kind']>> = {
  horizontal_gauge: 'bar',
  horizontal_chart: 'line',
  donut: 'bar',
  text: 'number',
};
const SPLITS = new Set(['vertical_split', 'horizontal_split']);

/** The original's words for units, where they differ. */
const UNIT_WORDS: Readonly<Record<string, Unit>> = { '%': 'percent', s: 'seconds', B: 'bytes' };

/** A panel of the original shows any expression; here it has to be one value of a collector. */
const ONE_VALUE = /^\s*\{\{\s*collector\.([^{}|]+?)\s*\}\}\s*$/;

const DEPTH_MAX = 16;
const PANELS_MAX = 64;

/** What of the original's tree of panels has a counterpart; what has none is named. */
export function readOriginalDashboard(
  document: unknown,
  fileName: string,
): DashboardDefinition | { readonly problem: DefinitionProblem } {
  const found: Found = { panels: [], leftOut: [] };
  walk(document, 0, found);
  const { panels, leftOut } = found;
  if (panels.length === 0 && leftOut.length === 0) {
    const words = [...SPLITS, ...Object.keys(KINDS)].join(', ');
    return { problem: { path: [], message: `expected panels below ${words}` } };
  }
  return {
    title: textIn(document, 'title').slice(0, 120) || fileName.slice(-120),
    group: '',
    panels: panels.slice(0, PANELS_MAX),
    leftOut: leftOut.slice(0, PANELS_MAX).map((sentence) => sentence.slice(0, 512)),
  };
}

interface Found {
  readonly panels: DashboardPanel[];
  readonly leftOut: string[];
}

function walk(node: unknown, depth: number, found: Found): void {
  if (depth > DEPTH_MAX || !isBranch(node)) return;
  for (const [key, below] of Object.entries(node)) {
    const kind = Object.hasOwn(KINDS, key) ? KINDS[key] : undefined;
    if (Array.isArray(node) || SPLITS.has(key)) walk(below, depth + 1, found);
    else if (kind !== undefined) addPanel(kind, key, below, found);
    else if (isBranch(below)) found.leftOut.push(`${key} is no panel that is known here.`);
  }
}

function isBranch(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}

function addPanel(kind: DashboardPanel['kind'], word: string, leaf: unknown, found: Found): void {
  const title = textIn(leaf, 'title').slice(0, 120) || word;
  const path = ONE_VALUE.exec(textIn(leaf, 'value'))?.[1];
  if (path === undefined || path.length > 512) {
    found.leftOut.push(
      `The panel "${title}" shows an expression; here a panel shows series of collectors, such as {{collector.memory.phys_used}}.`,
    );
    return;
  }
  const series = [{ path: path.toLowerCase(), name: '' }];
  found.panels.push({ title, help: '', kind, unit: unitOf(textIn(leaf, 'unit')), series });
}

function unitOf(word: string): Unit | null {
  return UNIT_WORDS[word] ?? UNITS.find((unit) => unit === word) ?? null;
}

function textIn(value: unknown, key: string): string {
  const text: unknown = Object(value)[key];
  return typeof text === 'string' || typeof text === 'number' ? String(text).trim() : '';
}
