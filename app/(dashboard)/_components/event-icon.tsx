import {
  CircleDot,
  Clock,
  FilePen,
  Gauge,
  HardDriveDownload,
  Link2,
  Link2Off,
  LogIn,
  type LucideIcon,
  PackageMinus,
  Play,
  Server,
  Square,
  UserPlus,
  UserRound,
} from 'lucide-react';
import type { TimelineKind } from '@/common/domain/timeline';

const ICONS: Readonly<Record<TimelineKind, LucideIcon>> = {
  'agent-started': Play,
  'agent-stopped': Square,
  'collector-state': Gauge,
  'desired-state-applied': HardDriveDownload,
  'samples-lost': PackageMinus,
  'clock-jumped': Clock,
  'node-enrolled': LogIn,
  'node-returned': Link2,
  'node-silent': Link2Off,
  'node-edited': FilePen,
  'user-created': UserPlus,
  'user-signed-in': UserRound,
  'server-started': Server,
};

/** What sort of thing happened; the sentence beside it says what. */
export function EventIcon({ kind }: { kind: TimelineKind }) {
  // The database may hold kinds that this version no longer writes, or does not write yet.
  const Icon = Object.hasOwn(ICONS, kind) ? ICONS[kind] : CircleDot;
  return <Icon aria-hidden className="mt-0.5 size-4 shrink-0 text-ink-3" strokeWidth={1.75} />;
}
