import {
  Activity,
  CircleDot,
  Clock,
  Copy,
  FilePen,
  Gauge,
  HardDriveDownload,
  KeyRound,
  Link2,
  Link2Off,
  LogIn,
  LogOut,
  type LucideIcon,
  Network,
  PackageMinus,
  Play,
  PlugZap,
  Server,
  ShieldQuestion,
  Square,
  Unplug,
  UserPlus,
  UserRound,
  Users,
} from 'lucide-react';
import type { TimelineKind } from '@/common/domain/timeline';

const ICONS: Readonly<Partial<Record<TimelineKind, LucideIcon>>> = {
  'agent-started': Play,
  'agent-stopped': Square,
  'collector-state': Gauge,
  'desired-state-applied': HardDriveDownload,
  'samples-lost': PackageMinus,
  'clock-jumped': Clock,
  'check-state': Activity,
  'group-added': Users,
  'group-removed': Users,
  'member-joined': Network,
  'member-died': Unplug,
  'member-returned': PlugZap,
  'member-left': LogOut,
  'member-twice': Copy,
  'node-enrolled': LogIn,
  'node-pending': ShieldQuestion,
  'node-approved': LogIn,
  'node-quarantined': Copy,
  'node-settled': LogIn,
  'node-revoked': Link2Off,
  'node-removed': Link2Off,
  'node-returned': Link2,
  'node-silent': Link2Off,
  'node-edited': FilePen,
  'node-clock': Clock,
  'node-key-rotated': KeyRound,
  'user-created': UserPlus,
};

/** For kinds without an icon of their own, by their first word. */
const NOUN_ICONS: Readonly<Record<string, LucideIcon>> = {
  agent: Play,
  member: Network,
  node: Server,
  user: UserRound,
  token: KeyRound,
  server: Server,
};

/** What sort of thing happened; the sentence beside it says what. */
export function EventIcon({ kind }: { kind: TimelineKind }) {
  const Icon = iconOf(kind);
  return <Icon aria-hidden className="mt-0.5 size-4 shrink-0 text-ink-3" strokeWidth={1.75} />;
}

/** The database may hold kinds that this version no longer writes, or does not write yet. */
function iconOf(kind: TimelineKind): LucideIcon {
  const own = Object.hasOwn(ICONS, kind) ? ICONS[kind] : undefined;
  const noun = kind.split('-', 1)[0] ?? '';
  return own ?? (Object.hasOwn(NOUN_ICONS, noun) ? NOUN_ICONS[noun] : undefined) ?? CircleDot;
}
