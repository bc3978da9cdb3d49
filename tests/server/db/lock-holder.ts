import { lockDirectory } from '@/server/db/directory-lock';

// Run by `OtherProcess`: takes the lock, says so, and stays.
await lockDirectory(process.argv[2] ?? '');
process.stdout.write('locked\n');
setInterval(() => undefined, 60_000);
