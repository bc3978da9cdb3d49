import { join } from 'node:path';
import { parse } from 'yaml';
import { Detection, type DetectorPack } from '@/agent/detection/detection';
import { GroupStore } from '@/agent/detection/group-store';
import { NodeGroups } from '@/agent/detection/node-groups';
import type { PackFile } from '@/agent/packs/pack-tree';
import type { CollectorState } from '@/common/domain/collector';
import type { GroupChange } from '@/common/domain/detection';
import type { Json } from '@/common/json';
import { seededRandom } from '@/common/random';
import { FakeClock } from '@/tests/support/fake-clock';
import { QuietLog } from '@/tests/support/quiet-log';
import { language, surroundings } from '../checks/check-file';

/** A file as the loader of packs hands it out. */
export function detectorFile(name: string, text: string, root?: 'detector'): PackFile {
  const path = `/packs/test/detectors/${name}.yaml`;
  return {
    kind: 'detectors',
    pack: 'test',
    name,
    path,
    level: 'core',
    root,
    document: parse(text),
    enabled: true,
    at: (keys) => `${path}:${keys.join('.')}`,
    hides: [],
  };
}

function detectorPack(files: Readonly<Record<string, string>>): DetectorPack {
  const detectors = Object.entries(files).map(([name, text]) => detectorFile(name, text));
  return { name: 'test', parameters: [], files: { detectors } };
}

/** The detectors of one run of an agent, under a clock that the test moves. */
export class DetectionRig {
  readonly clock = new FakeClock();
  readonly log = new QuietLog();
  readonly groups: NodeGroups;
  readonly detection: Detection;
  readonly told: GroupChange[] = [];
  data: Json = {};
  states: Record<string, CollectorState> = {};

  /** Times that a detector was told to stand otherwise. */
  changes = 0;

  /** @param directory where the groups are kept; the same for the next run of an agent */
  constructor(directory: string, files: Readonly<Record<string, string>>) {
    const { clock, log } = this;
    const store = new GroupStore(join(directory, 'groups.json'), log);
    this.groups = new NodeGroups({ clock, log, store });
    this.detection = new Detection({
      clock,
      random: seededRandom(7),
      log,
      evaluator: { language, surroundings: surroundings(() => this.data, clock) },
      groups: this.groups,
      collectorState: (name) => this.states[name],
      onChange: () => {
        this.changes += 1;
      },
    });
    this.detection.onGroupChange((change) => void this.told.push(change));
    this.load(files);
  }

  load(files: Readonly<Record<string, string>>): void {
    this.detection.load([detectorPack(files)]);
  }

  /** The collector has run, and said this. */
  async collect(name: string, data: Json, state: CollectorState = 'ok'): Promise<void> {
    this.data = { ...(this.data as object), [name]: data } as Json;
    this.states[name] = state;
    this.detection.collectorRan(name);
    await this.clock.advance(10_000);
  }

  stop(): void {
    this.detection.stop();
    this.groups.stop();
  }
}
