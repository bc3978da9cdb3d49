/**
 * What the agents of a demo are called, and where they are.
 * @typedef {{ name: string, zone: string, groups: readonly string[] }} DemoName
 */

const ZONES = ['paris', 'lyon', 'lab'];
const SORTS = [
  { word: 'web', groups: ['web', 'frontend'] },
  { word: 'db', groups: ['db', 'storage'] },
  { word: 'cache', groups: ['cache'] },
  { word: 'queue', groups: ['queue', 'backend'] },
  { word: 'shop', groups: ['shop', 'backend'] },
];

/**
 * Names as a small company would give them: `web-paris-1`, `db-lyon-1` …
 * @param {number} count
 * @returns {DemoName[]}
 */
export function demoNames(count) {
  /** @type {Map<string, number>} */
  const used = new Map();
  return Array.from({ length: count }, (_, index) => {
    // The lab is small: one in five.
    const zone = ZONES[index % 5 === 4 ? 2 : index % 2] ?? 'paris';
    const sort = SORTS[Math.floor(index / 2) % SORTS.length] ?? { word: 'web', groups: ['web'] };
    const stem = `${sort.word}-${zone}`;
    const number = (used.get(stem) ?? 0) + 1;
    used.set(stem, number);
    // Also in a group that says on every page that it is a demonstration.
    return { name: `${stem}-${number}`, zone, groups: [...sort.groups, 'demo'] };
  });
}
