import type { ReactNode } from 'react';
import { StatusIcon } from './status';

/** Why a form was refused as a whole; read out when it appears, with all input kept. */
export function FormError({ children }: { children: ReactNode }) {
  return (
    <div role="alert" className="empty:hidden">
      {children !== undefined && (
        <p className="flex items-start gap-2 rounded-md bg-critical-tint px-3 py-2 text-critical">
          <StatusIcon kind="critical" className="mt-0.5" />
          {children}
        </p>
      )}
    </div>
  );
}
