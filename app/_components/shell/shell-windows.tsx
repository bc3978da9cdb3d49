'use client';
import dynamic from 'next/dynamic';
import { useRouter } from 'next/navigation';
import { useHotkey, useHotkeyListener } from '@/app/_lib/hotkeys';
import { pause, pausedAtMs, resume } from '@/app/_lib/live-store';
import { useProofWanted } from '@/app/_lib/proof';
import type { Role } from '@/common/domain/user';
import { PLACES, type Section } from './sections';
import { openShellWindow, useShellWindow } from './shell-window';

const Palette = dynamic(() => import('./palette').then(({ Palette }) => Palette), { ssr: false });
const CopyWindow = dynamic(() => import('./copy-window').then((module) => module.CopyWindow), {
  ssr: false,
});
const KeyList = dynamic(() => import('./key-list').then(({ KeyList }) => KeyList), { ssr: false });
const ProofDialog = dynamic(
  () => import('../account/proof-dialog').then((module) => module.ProofDialog),
  { ssr: false },
);

/** The keys that work on every page, and the windows that they open. */
export function ShellWindows({ role }: { role: Role }) {
  const opened = useShellWindow();
  const proofWanted = useProofWanted();
  useHotkeyListener();
  useHotkey('mod+k', 'Find anything', () => openShellWindow('palette'));
  useHotkey('/', 'Filter this page', focusFilter);
  useHotkey('p', 'Pause or follow', () => (pausedAtMs() === null ? pause() : resume()));
  useHotkey('.', 'Copy as link, command, curl, TypeScript', () => openShellWindow('copy'));
  useHotkey('?', 'Show these keys', () => openShellWindow('keys'));
  return (
    <>
      {PLACES.map((section) => (
        <SectionKey key={section.href} section={section} />
      ))}
      {opened === 'palette' && <Palette role={role} />}
      {opened === 'copy' && <CopyWindow />}
      {opened === 'keys' && <KeyList />}
      {proofWanted && <ProofDialog />}
    </>
  );
}

function SectionKey({ section: { key, label, href } }: { section: Section }) {
  const router = useRouter();
  useHotkey(`g ${key}`, `Go to ${label}`, () => router.push(href));
  return null;
}

/** The page's filter says so by `data-filter`; a page without one has the palette. */
function focusFilter(): void {
  const filter = document.querySelector<HTMLInputElement | HTMLTextAreaElement>('[data-filter]');
  if (filter === null) openShellWindow('palette');
  else {
    filter.focus();
    filter.select();
  }
}
