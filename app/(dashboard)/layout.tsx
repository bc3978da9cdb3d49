import Link from 'next/link';
import type { ReactNode } from 'react';
import { CopyPageButton } from '../_components/shell/copy-page-button';
import { HealthLink } from '../_components/shell/health-link';
import { LiveBanner } from '../_components/shell/live-banner';
import { LiveSwitch } from '../_components/shell/live-switch';
import { Logo } from '../_components/shell/logo';
import { BottomNavigation, SideNavigation } from '../_components/shell/navigation';
import { PaletteButton } from '../_components/shell/palette-button';
import { ShellWindows } from '../_components/shell/shell-windows';
import { UserMenu } from '../_components/shell/user-menu';
import { currentUser } from '../_lib/current-user';

/** The frame around every page of someone who has signed in. */
export default async function DashboardLayout({ children }: { children: ReactNode }) {
  const user = await currentUser();
  // The page leads to the login, as it knows where to come back to; until then there is no frame.
  if (user === undefined) return children;
  return (
    <div className="flex min-h-dvh flex-col md:grid md:grid-cols-[13rem_minmax(0,1fr)]">
      <a
        href="#content"
        className="sr-only z-50 rounded-md bg-raised px-3 py-2 shadow-raised focus:not-sr-only focus:fixed focus:top-2 focus:left-2"
      >
        Skip to the content
      </a>
      <div className="sticky top-0 hidden h-dvh flex-col border-r border-line px-3 pt-2.5 pb-3 md:flex">
        <SideNavigation />
      </div>
      <div className="flex min-w-0 flex-1 flex-col">
        <header className="sticky top-0 z-20 flex h-14 items-center gap-1 border-b border-line bg-canvas/90 px-4 backdrop-blur-sm sm:px-6">
          <Link
            href="/"
            className="touch-target mr-1 rounded-md md:hidden"
            aria-label="OpsBro, Overview"
          >
            <Logo />
          </Link>
          <PaletteButton />
          <div className="ml-auto flex items-center gap-1">
            <CopyPageButton />
            <LiveSwitch />
            <HealthLink />
            <span className="ml-1">
              <UserMenu user={user} />
            </span>
          </div>
        </header>
        <LiveBanner />
        <main
          id="content"
          tabIndex={-1}
          className="flex flex-1 flex-col gap-5 px-4 py-5 focus-visible:outline-none sm:px-6"
        >
          {children}
        </main>
        <BottomNavigation />
      </div>
      <ShellWindows role={user.role} />
    </div>
  );
}
