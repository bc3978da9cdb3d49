import {
  Boxes,
  CircleCheck,
  FlaskConical,
  LayoutGrid,
  type LucideIcon,
  Network,
  Package,
  Server,
  Settings,
  SquareFunction,
  Tag,
} from 'lucide-react';

export interface Section {
  readonly href: string;
  readonly label: string;
  readonly icon: LucideIcon;
  /** Second key after `g`. */
  readonly key: string;
  /** What else it is looked for by. */
  readonly keywords?: string;
}

/** What the navigation leads to: pages that exist. */
export const SECTIONS: readonly Section[] = [
  { href: '/', label: 'Overview', icon: LayoutGrid, key: 'o' },
  { href: '/nodes', label: 'Nodes', icon: Server, key: 'n' },
  { href: '/checks', label: 'Checks', icon: CircleCheck, key: 'c' },
  { href: '/packs', label: 'Packs', icon: Package, key: 'p', keywords: 'parameters collectors' },
  { href: '/lab', label: 'Lab', icon: FlaskConical, key: 'l' },
  { href: '/settings', label: 'Settings', icon: Settings, key: 's' },
];

/** Also those below a section that have a key and a line in the palette of their own. */
export const PLACES: readonly Section[] = [
  ...SECTIONS,
  { href: '/nodes/groups', label: 'Groups', icon: Tag, key: 'g', keywords: 'detected members' },
  { href: '/nodes/roles', label: 'Roles', icon: Boxes, key: 'r', keywords: 'services health' },
  {
    href: '/nodes/topology',
    label: 'Topology',
    icon: Network,
    key: 't',
    keywords: 'cluster gossip members zones relays partition map',
  },
  {
    href: '/lab/functions',
    label: 'Functions of expressions',
    icon: SquareFunction,
    key: 'f',
    keywords: 'evaluator language reference documentation',
  },
];

/** Whether a page lies in a section. */
export function isWithin(section: Section, path: string): boolean {
  return section.href === '/' ? path === '/' : `${path}/`.startsWith(`${section.href}/`);
}
