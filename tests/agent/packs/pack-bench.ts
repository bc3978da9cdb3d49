import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { loadPackTree } from '@/agent/packs/pack-loader';
import { PackMemory } from '@/agent/packs/pack-memory';
import type { PackPlace } from '@/agent/packs/pack-places';
import type { Pack, PackFileJudges } from '@/agent/packs/pack-tree';
import { PACK_LEVELS } from '@/common/domain/pack';

/** Four levels of packs in a directory that is gone after the test. */
export class PackBench implements Disposable {
  readonly root = mkdtempSync(join(tmpdir(), 'opsbro-levels-'));
  readonly memory = new PackMemory();
  readonly places: readonly PackPlace[] = PACK_LEVELS.map((level) => ({
    level,
    path: join(this.root, level),
  }));
  judges: PackFileJudges = {};

  constructor() {
    for (const { path } of this.places) mkdirSync(path);
  }

  /** @param path such as `core/redis/parameters.yaml` */
  write(path: string, text: string): string {
    const whole = join(this.root, path);
    mkdirSync(dirname(whole), { recursive: true });
    writeFileSync(whole, text);
    return whole;
  }

  remove(path: string): void {
    rmSync(join(this.root, path), { recursive: true });
  }

  pack(path: string): void {
    const name = path.split('/').at(-1);
    this.write(`${path}/pack.yaml`, `name: ${name}\nversion: 1.0.0\nsummary: A pack.\n`);
  }

  load() {
    const { places, memory, judges } = this;
    return loadPackTree({ places, memory, judges });
  }

  /** The faults, without the directory that differs each time. */
  faults(): string[] {
    return this.load().faults.map(({ message }) => message.replaceAll(`${this.root}/`, ''));
  }

  only(): Pack {
    const [pack, ...others] = this.load().packs;
    if (pack === undefined || others.length > 0) throw new Error('expected one pack');
    return pack;
  }

  [Symbol.dispose](): void {
    rmSync(this.root, { recursive: true, force: true });
  }
}
