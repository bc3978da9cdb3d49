import { cx } from '@/app/_lib/cx';

/** The mark: a ring that somebody is talking through. The same path as public/favicon.svg. */
export function Logo({ className }: { className?: string }) {
  return (
    <svg viewBox="0 0 24 24" aria-hidden="true" className={cx('size-6', className)}>
      <path
        d="M12.6 4.3A8 8 0 1 0 19.7 11.4"
        fill="none"
        stroke="currentColor"
        strokeWidth="3.2"
        strokeLinecap="round"
      />
      <circle cx="18.6" cy="5.4" r="3.1" className="fill-accent" />
    </svg>
  );
}

export function Wordmark() {
  return (
    <span className="inline-flex items-center gap-2 font-medium tracking-tight">
      <Logo />
      OpsBro
    </span>
  );
}
