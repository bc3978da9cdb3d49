import type { Grant, Role } from '@/common/domain/user';

interface Words {
  readonly label: string;
  /** What it allows, in a line. */
  readonly help: string;
}

export const ROLE_WORDS: Readonly<Record<Role, Words>> = {
  viewer: { label: 'Viewer', help: 'Sees everything of the fleet and changes nothing.' },
  operator: { label: 'Operator', help: 'Also changes nodes: names, groups, what is collected.' },
  admin: { label: 'Admin', help: 'Also people, enrolment, keys, backups, and the audit log.' },
};

export const GRANT_WORDS: Readonly<Record<Grant, Words>> = {
  exec: { label: 'Run commands', help: 'May have commands run on nodes. No role brings this.' },
  enforce: {
    label: 'Enforce rules',
    help: 'May let rules change nodes, not only report. No role brings this.',
  },
};

/** From the least to the most. */
export const ROLE_OPTIONS = (['viewer', 'operator', 'admin'] as const).map((value) => ({
  value,
  label: ROLE_WORDS[value].label,
}));

export const GRANT_LIST = ['exec', 'enforce'] as const;
