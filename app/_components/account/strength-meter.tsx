import { cx } from '@/app/_lib/cx';

/** Three bars; the hint beside them says the same in words. */
export function StrengthMeter({ score }: { score: 0 | 1 | 2 | 3 }) {
  return (
    <div aria-hidden className="flex gap-1">
      {[1, 2, 3].map((step) => (
        <span
          key={step}
          className={cx(
            'h-1 flex-1 rounded-full transition-colors',
            score >= step ? 'bg-accent' : 'bg-meter-track',
          )}
        />
      ))}
    </div>
  );
}
