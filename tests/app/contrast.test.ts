import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

type Tokens = ReadonlyMap<string, string>;

const css = readFileSync('app/globals.css', 'utf8');
const THEMES = { light: tokensOf(':root {'), dark: tokensOf(':root[data-theme="dark"] {') };

const STATUSES = ['ok', 'warning', 'critical', 'unknown', 'stale', 'pending'];
const TOPICS = ['discovery', 'detection', 'monitoring', 'metrology', 'automation', 'compliance'];
const SURFACES = ['canvas', 'surface', 'raised'];
const CHARTS = Array.from({ length: 8 }, (_, index) => `chart-${index + 1}`);

/** Words, and what they are written on. WCAG 2.2, 1.4.3: 4.5 to 1. */
const WORDS = [
  ...pairs(['ink', 'ink-2', 'ink-3', 'accent', ...STATUSES, ...TOPICS], SURFACES),
  ...pairs(['ink', 'ink-2', 'ink-3', ...STATUSES], ['hover']),
  ...STATUSES.map((status) => [status, `${status}-tint`] as const),
  ...pairs(['ink'], ['critical-tint', 'warning-tint', 'accent-tint']),
  ['accent', 'accent-tint'],
  ['accent-ink', 'accent'],
  ['accent-ink', 'accent-hover'],
] as const;

/** What is looked at, not read. WCAG 2.2, 1.4.11: 3 to 1. */
const SHAPES = [
  ...pairs(CHARTS, ['surface']),
  ...pairs(['meter'], ['surface', 'meter-track']),
  ...pairs(STATUSES, ['surface']),
] as const;

for (const [theme, tokens] of Object.entries(THEMES)) {
  test.each(WORDS)(`${theme}: %s can be read on %s`, (ink, ground) => {
    expect(contrast(tokens, ink, ground)).toBeGreaterThanOrEqual(4.5);
  });

  test.each(SHAPES)(`${theme}: %s can be seen on %s`, (shape, ground) => {
    expect(contrast(tokens, shape, ground)).toBeGreaterThanOrEqual(3);
  });

  test(`${theme}: there is no pure black, and no two statuses look alike`, () => {
    expect([...tokens.values()]).not.toContain('#000000');
    const colours = STATUSES.map((status) => tokens.get(status));
    expect(new Set(colours).size).toBe(STATUSES.length);
  });
}

test('dark has three levels of surface, each lighter than the one below', () => {
  const [canvas, surface, raised] = SURFACES.map((name) => luminance(colour(THEMES.dark, name)));
  expect(canvas).toBeLessThan(surface as number);
  expect(surface).toBeLessThan(raised as number);
});

test('both themes name the same colours', () => {
  expect([...THEMES.dark.keys()].sort()).toEqual([...THEMES.light.keys()].sort());
});

function tokensOf(selector: string): Tokens {
  const start = css.indexOf(selector);
  const block = css.slice(start, css.indexOf('}', start));
  const found = block.matchAll(/--([\w-]+):\s*(#[0-9a-f]{6});/g);
  return new Map(Array.from(found, ([, name = '', value = '']) => [name, value]));
}

function pairs(inks: readonly string[], grounds: readonly string[]) {
  return inks.flatMap((ink) => grounds.map((ground) => [ink, ground] as const));
}

function colour(tokens: Tokens, name: string): string {
  const value = tokens.get(name);
  if (value === undefined) throw new Error(`app/globals.css has no colour --${name}`);
  return value;
}

function contrast(tokens: Tokens, one: string, other: string): number {
  const levels = [one, other].map((name) => luminance(colour(tokens, name)) + 0.05);
  return Math.max(...levels) / Math.min(...levels);
}

/** Relative luminance, WCAG 2.2. */
function luminance(hex: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
    const share = Number.parseInt(hex.slice(at, at + 2), 16) / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}
