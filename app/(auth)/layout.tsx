import type { ReactNode } from 'react';
import { Wordmark } from '../_components/shell/logo';

/** Before anyone has signed in: one thing to do. */
export default function AuthLayout({ children }: { children: ReactNode }) {
  return (
    <div className="flex min-h-dvh flex-col items-center px-4 pt-[max(2rem,14vh)] pb-8">
      <main className="w-full max-w-sm">
        <div className="mb-8">
          <Wordmark />
        </div>
        {children}
      </main>
    </div>
  );
}
