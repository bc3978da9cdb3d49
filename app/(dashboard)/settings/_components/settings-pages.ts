import type { Role } from '@/common/domain/user';

export interface SettingsPage {
  readonly href: string;
  readonly label: string;
  /** Who has a use for it; the server checks by itself. */
  readonly roles: readonly Role[];
  /** What else it is looked for by. */
  readonly keywords: string;
}

const EVERYBODY = ['viewer', 'operator', 'admin'] as const;

/** In this order on every settings page. */
const SETTINGS_PAGES: readonly SettingsPage[] = [
  {
    href: '/settings/account',
    label: 'Account',
    roles: EVERYBODY,
    keywords: 'password two-step sessions profile me',
  },
  {
    href: '/settings/tokens',
    label: 'API tokens',
    roles: EVERYBODY,
    keywords: 'scripts keys api curl',
  },
  {
    href: '/settings/enrolment',
    label: 'Enrolment',
    roles: ['operator', 'admin'],
    keywords: 'join add node approve quarantine keys certificate tls',
  },
  {
    href: '/settings/zones',
    label: 'Zones',
    roles: ['operator', 'admin'],
    keywords: 'cluster gossip key rotate relay zone',
  },
  {
    href: '/settings/users',
    label: 'Users',
    roles: ['admin'],
    keywords: 'people invite roles grants',
  },
  {
    href: '/settings/audit',
    label: 'Audit log',
    roles: ['admin'],
    keywords: 'changes history who did what verify',
  },
  {
    href: '/settings/backups',
    label: 'Backups',
    roles: ['admin'],
    keywords: 'restore save',
  },
  { href: '/settings/health', label: 'Server health', roles: EVERYBODY, keywords: 'database' },
  { href: '/settings/about', label: 'About', roles: EVERYBODY, keywords: 'version licence' },
];

export function settingsPagesOf(role: Role): readonly SettingsPage[] {
  return SETTINGS_PAGES.filter(({ roles }) => roles.includes(role));
}
