import { defineOpenCollector, notEligible } from '@/agent/collectors/define-collector';
import { each, fact } from '@/agent/collectors/shape';

const DIRECTORY = '/sys/class/dmi/id';

/** Source: `/sys/class/dmi/id`, what the firmware says of the machine (SMBIOS). */
export default defineOpenCollector({
  name: 'dmidecode',
  summary: 'Maker, model, version and serial numbers of the machine, its board and its firmware.',
  intervalMs: 3_600_000,
  shape: each('field', fact('As the firmware gives it; serial numbers only root may read.')),
  async collect({ host }) {
    const fields: Record<string, string> = {};
    for (const name of host.list(DIRECTORY)) {
      // Directories, and what only root may read, give no text.
      const value = name === 'uevent' ? undefined : host.tryText(`${DIRECTORY}/${name}`)?.trim();
      if (value !== undefined && value !== '') fields[name] = value;
    }
    if (Object.keys(fields).length === 0) {
      return notEligible(`${DIRECTORY} has nothing: a container, or firmware without SMBIOS`);
    }
    return { kind: 'data', data: fields };
  },
});
