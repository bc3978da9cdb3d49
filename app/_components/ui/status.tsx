import { cx } from '@/app/_lib/cx';

/** Every state that anything can be in; each has a shape, a word and a colour, in this order. */
const STATUSES = ['ok', 'warning', 'critical', 'unknown', 'stale', 'pending', 'revoked'] as const;
export type StatusKind = (typeof STATUSES)[number];

const STATUS_WORDS: Readonly<Record<StatusKind, string>> = {
  ok: 'OK',
  warning: 'Warning',
  critical: 'Critical',
  unknown: 'Unknown',
  stale: 'No data',
  pending: 'Not run yet',
  revoked: 'Revoked',
};

interface StatusProps {
  readonly kind: StatusKind;
  /** Where the field has a better one for this state: `Live`, `No data for 3 min`. */
  readonly word?: string | undefined;
  readonly className?: string;
}

/** A state: shape, colour and word together, so that it needs no eye for colour. */
export function Status({ kind, word = STATUS_WORDS[kind], className }: StatusProps) {
  return (
    <span
      className={cx('inline-flex items-center gap-1.5 align-middle whitespace-nowrap', className)}
    >
      <StatusIcon kind={kind} />
      <span className={kind === 'ok' ? 'text-ink-2' : STATUS_TEXT[kind]}>{word}</span>
    </span>
  );
}

export const STATUS_TEXT: Readonly<Record<StatusKind, string>> = {
  ok: 'text-ok',
  warning: 'text-warning',
  critical: 'text-critical',
  unknown: 'text-unknown',
  stale: 'text-stale',
  pending: 'text-pending',
  revoked: 'text-stale',
};

interface StatusIconProps {
  readonly kind: StatusKind;
  /** Said aloud; without it the shape only accompanies a word that is there already. */
  readonly label?: string;
  readonly className?: string;
}

/** The shape alone, 16 px. Each outline differs, so that it is known without colour. */
export function StatusIcon({ kind, label, className }: StatusIconProps) {
  return (
    <svg
      viewBox="0 0 16 16"
      // Within another drawing a class gives no size.
      width={16}
      height={16}
      className={cx('size-4 shrink-0', STATUS_TEXT[kind], className)}
      role="img"
      aria-label={label}
      aria-hidden={label === undefined}
    >
      {SHAPES[kind]}
    </svg>
  );
}

const MARK = {
  fill: 'none',
  className: 'stroke-surface',
  strokeWidth: 1.6,
  strokeLinecap: 'round',
  strokeLinejoin: 'round',
} as const;

const OUTLINE = {
  fill: 'none',
  stroke: 'currentColor',
  strokeWidth: 1.5,
  strokeLinecap: 'round',
} as const;

const SHAPES = {
  ok: (
    <>
      <circle cx="8" cy="8" r="6.5" fill="currentColor" />
      <path d="M5.2 8.2l2 2 3.7-4.2" {...MARK} />
    </>
  ),
  warning: (
    <>
      <path
        d="M8 1.6c.5 0 .9.3 1.1.7l5.6 10.2c.5.9-.1 1.9-1.1 1.9H2.4c-1 0-1.6-1-1.1-1.9L6.9 2.3c.2-.4.6-.7 1.1-.7z"
        fill="currentColor"
      />
      <path d="M8 6v3.4M8 11.9v.1" {...MARK} />
    </>
  ),
  critical: (
    <>
      <path d="M5.3 1.5h5.4l3.8 3.8v5.4l-3.8 3.8H5.3l-3.8-3.8V5.3z" fill="currentColor" />
      <path d="M5.8 5.8l4.4 4.4M10.2 5.8l-4.4 4.4" {...MARK} />
    </>
  ),
  unknown: (
    <>
      <path
        d="M7.1 1.2a1.3 1.3 0 011.8 0l5.9 5.9a1.3 1.3 0 010 1.8l-5.9 5.9a1.3 1.3 0 01-1.8 0L1.2 8.9a1.3 1.3 0 010-1.8z"
        fill="currentColor"
      />
      <path d="M6.4 6.3c0-2.2 3.3-2.1 3.3-.1 0 1.4-1.7 1.4-1.7 2.8M8 11.3v.1" {...MARK} />
    </>
  ),
  stale: (
    <>
      <path d="M12.4 12.4A6.2 6.2 0 113.6 3.6M6.1 2.1a6.2 6.2 0 017.8 7.8" {...OUTLINE} />
      <path d="M8 5v3l-1.6 1M1.8 1.8l12.4 12.4" {...OUTLINE} />
    </>
  ),
  pending: <circle cx="8" cy="8" r="6" {...OUTLINE} strokeDasharray="0.1 3.67" strokeWidth="2" />,
  revoked: (
    <>
      <circle cx="8" cy="8" r="6.2" {...OUTLINE} />
      <path d="M3.7 3.7l8.6 8.6" {...OUTLINE} />
    </>
  ),
} as const;
