import { expect, test } from 'vitest';
import { createSpaceReader, type FileSystemBlocks } from '@/agent/collectors/space-reader';
import { FakeClock } from '../../support/fake-clock';

const BLOCKS: FileSystemBlocks = {
  bsize: 4_096,
  blocks: 1_000,
  bfree: 300,
  bavail: 250,
  files: 64,
  ffree: 60,
};

/** File systems of which some never answer, and the questions that each was asked. */
function fileSystems(...dead: string[]) {
  const asked: string[] = [];
  const answers = new Map<string, (blocks: FileSystemBlocks) => void>();
  const ask = (path: string) => {
    asked.push(path);
    if (!dead.includes(path)) return Promise.resolve(BLOCKS);
    return new Promise<FileSystemBlocks>((resolve) => answers.set(path, resolve));
  };
  return { ask, asked, revive: (path: string) => answers.get(path)?.(BLOCKS) };
}

test('space is counted in bytes', async () => {
  const reader = createSpaceReader(new FakeClock(), fileSystems().ask);
  expect(await reader.read('/')).toEqual({
    totalBytes: 4_096_000,
    freeBytes: 1_228_800,
    availableBytes: 1_024_000,
    files: 64,
    freeFiles: 60,
  });
});

test('a file system that does not answer is given up after two seconds, by name', async () => {
  const clock = new FakeClock();
  const reader = createSpaceReader(clock, fileSystems('/mnt/dead').ask);
  const space = reader.read('/mnt/dead');
  const failure = expect(space).rejects.toThrow(
    'Cannot read /mnt/dead: it has not answered for 2 s',
  );
  await clock.advance(2_000);
  await failure;
});

test('a file system that hangs is not asked again until it has answered', async () => {
  const clock = new FakeClock();
  const { ask, asked, revive } = fileSystems('/mnt/dead');
  const reader = createSpaceReader(clock, ask);
  const first = expect(reader.read('/mnt/dead')).rejects.toThrow('has not answered');
  await clock.advance(10_000);
  await first;

  await expect(reader.read('/mnt/dead')).rejects.toThrow('it has not answered for 10 s');
  expect(asked).toEqual(['/mnt/dead']);

  revive('/mnt/dead');
  await clock.advance(0);
  void reader.read('/mnt/dead');
  expect(asked).toEqual(['/mnt/dead', '/mnt/dead']);
});

test('two callers at once share one question', async () => {
  const { ask, asked } = fileSystems();
  const reader = createSpaceReader(new FakeClock(), ask);
  const [one, two] = await Promise.all([reader.read('/'), reader.read('/')]);
  expect(one).toEqual(two);
  expect(asked).toEqual(['/']);
});

test('dead file systems never take the last thread: the fourth waits and says for whom', async () => {
  const clock = new FakeClock();
  const dead = ['/mnt/a', '/mnt/b', '/mnt/c'];
  const { ask, asked, revive } = fileSystems(...dead);
  const reader = createSpaceReader(clock, ask);
  const lost = Promise.allSettled(dead.map((path) => reader.read(path)));
  const fourth = expect(reader.read('/home')).rejects.toThrow(
    'Cannot read /home: it has to wait for /mnt/a, /mnt/b, /mnt/c, which do not answer',
  );
  await clock.advance(2_000);
  await Promise.all([lost, fourth]);
  expect(asked).toEqual(dead);

  revive('/mnt/b');
  await clock.advance(0);
  expect(asked).toEqual([...dead, '/home']);
  await expect(reader.read('/home')).resolves.toMatchObject({ totalBytes: 4_096_000 });
});

test('a path that is no file system fails with the reason of the system', async () => {
  const reader = createSpaceReader(new FakeClock());
  await expect(reader.read('/there/is/no/such/path')).rejects.toThrow(
    'Cannot read /there/is/no/such/path: it does not exist',
  );
});
