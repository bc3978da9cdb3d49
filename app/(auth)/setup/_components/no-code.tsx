import { CodeLine } from '@/app/_components/ui/code-line';

const COMMAND = 'npm start';

/** The page without the link's code: how to get one. */
export function NoCode() {
  return (
    <>
      <h1 className="text-title font-medium tracking-tight">This server has no account yet</h1>
      <p className="mt-1 text-ink-2">
        The console that started it shows a one-time link that ends in a code. Open that link to
        create the first account. There is no default password.
      </p>
      <h2 className="mt-6 font-medium">The link is gone or has expired?</h2>
      <p className="mt-1 text-ink-2">Stop the server and start it again: it prints a new one.</p>
      <CodeLine text={COMMAND} copyLabel="Copy the command" className="mt-2" />
    </>
  );
}
