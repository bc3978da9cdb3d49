import { cx } from '@/app/_lib/cx';

/** The room of something that is on its way; only where nothing older can be shown. */
export function Skeleton({ className }: { className?: string }) {
  return <div aria-hidden className={cx('animate-breathe rounded-md bg-meter-track', className)} />;
}
