'use client';
import { Download } from 'lucide-react';
import { type ReactNode, useState } from 'react';
import { Button } from '@/app/_components/ui/button';
import { CheckField } from '@/app/_components/ui/check-field';
import { CopyButton } from '@/app/_components/ui/copy-button';
import { saveFile } from '@/app/_lib/save-file';

interface BackupCodesProps {
  readonly codes: readonly string[];
  readonly email: string;
  readonly children: ReactNode;
  readonly onDone: () => void;
}

/** Shown once; the window stays until its reader says that they are kept. */
export function BackupCodes({ codes, email, children, onDone }: BackupCodesProps) {
  const [kept, setKept] = useState(false);
  const text = `${codes.join('\n')}\n`;
  return (
    <div className="flex flex-col gap-4 p-4">
      <p className="text-ink-2">{children}</p>
      <div className="relative rounded-md border border-line bg-canvas p-3">
        <ul aria-label="Backup codes" className="grid grid-cols-2 gap-x-6 gap-y-1.5 font-mono">
          {codes.map((code) => (
            <li key={code}>{code}</li>
          ))}
        </ul>
        <span className="absolute top-1 right-1">
          <CopyButton text={text} label="Copy the codes" />
        </span>
      </div>
      <div className="flex flex-wrap items-center gap-x-4 gap-y-2">
        <Button
          icon={Download}
          onClick={() =>
            saveFile(
              'opsbro-backup-codes.txt',
              `OpsBro backup codes of ${email}\n${location.origin}\n\n${text}`,
            )
          }
        >
          Save as a file
        </Button>
        <CheckField label="I have kept them" checked={kept} onChange={setKept} />
        <Button variant="primary" disabled={!kept} onClick={onDone} className="ml-auto">
          Done
        </Button>
      </div>
    </div>
  );
}
