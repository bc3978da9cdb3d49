import { parseAsString, parseAsStringLiteral } from 'nuqs/server';

const TOPOLOGY_VIEWS = ['map', 'table', 'views', 'history'] as const;
export type TopologyShown = (typeof TOPOLOGY_VIEWS)[number];

/** What of the page stands in the address. */
export const topologyParams = {
  view: parseAsStringLiteral(TOPOLOGY_VIEWS).withDefault('map'),
  zone: parseAsString,
};

export const TOPOLOGY_OPTIONS: readonly { value: TopologyShown; label: string }[] = [
  { value: 'map', label: 'Map' },
  { value: 'table', label: 'Table' },
  { value: 'views', label: 'Views' },
  { value: 'history', label: 'History' },
];
