import type { LucideIcon } from 'lucide-react';
import Link from 'next/link';
import type { ComponentProps, ReactNode } from 'react';
import { cx } from '@/app/_lib/cx';

export type ButtonVariant = 'primary' | 'secondary' | 'quiet' | 'danger';

interface ButtonLook {
  /** One primary a view; `danger` for what cannot be undone. */
  readonly variant?: ButtonVariant;
  readonly icon?: LucideIcon;
}

interface ButtonProps extends ComponentProps<'button'>, ButtonLook {
  /** Says that it is at it, and cannot be pressed again. */
  readonly busy?: boolean;
}

export function Button({
  variant = 'secondary',
  icon: Icon,
  busy = false,
  type = 'button',
  className,
  disabled,
  children,
  ...rest
}: ButtonProps) {
  return (
    <button
      {...rest}
      type={type}
      disabled={disabled || busy}
      aria-busy={busy}
      className={cx(buttonClass(variant), busy && 'animate-breathe', className)}
    >
      {Icon && <Icon aria-hidden className="size-4 shrink-0" strokeWidth={1.75} />}
      {children}
    </button>
  );
}

interface ButtonLinkProps extends ComponentProps<typeof Link>, ButtonLook {}

/** Goes somewhere, looks like a button. */
export function ButtonLink({
  variant = 'secondary',
  icon: Icon,
  className,
  children,
  ...rest
}: ButtonLinkProps) {
  return (
    <Link {...rest} className={cx(buttonClass(variant), className)}>
      {Icon && <Icon aria-hidden className="size-4 shrink-0" strokeWidth={1.75} />}
      {children}
    </Link>
  );
}

interface IconButtonProps extends Omit<ComponentProps<'button'>, 'children'> {
  /** What it does: its name for those who do not see it, and its title for those who do. */
  readonly label: string;
  readonly icon: LucideIcon;
  readonly children?: ReactNode;
}

export function IconButton({ label, icon: Icon, className, ...rest }: IconButtonProps) {
  return (
    <button
      type="button"
      {...rest}
      aria-label={label}
      title={label}
      className={cx(
        'touch-target inline-flex size-8 shrink-0 items-center justify-center rounded-md text-ink-2 transition-colors hover:bg-hover hover:text-ink',
        className,
      )}
    >
      <Icon aria-hidden className="size-4" strokeWidth={1.75} />
    </button>
  );
}

const BASE =
  'touch-target inline-flex h-8 items-center justify-center gap-1.5 rounded-md px-3 font-medium whitespace-nowrap select-none transition-colors disabled:cursor-not-allowed disabled:opacity-55 max-md:h-10';

const VARIANTS: Readonly<Record<ButtonVariant, string>> = {
  primary: 'bg-accent text-accent-ink hover:bg-accent-hover',
  secondary: 'border border-line-strong bg-surface text-ink hover:bg-hover',
  quiet: 'text-ink-2 hover:bg-hover hover:text-ink',
  danger: 'border border-critical bg-surface text-critical hover:bg-critical-tint',
};

function buttonClass(variant: ButtonVariant): string {
  return `${BASE} ${VARIANTS[variant]}`;
}
