import { argv, stdout } from 'node:process';
import { openIdentity } from '@/agent/uplink/identity';
import { createUplink } from '@/agent/uplink/uplink';
import type { Clock } from '@/common/clock';
import { systemClock } from '@/common/node/system-clock';
import { systemRandom } from '@/common/node/system-random';
import { QuietLog } from '../../support/quiet-log';
import { seriesOf } from './series-of';

/**
 * An agent to be killed: counts in one series as fast as it can, and closes its reports fifty
 * times as often as a real one. Arguments: data directory, server, epoch, server's fingerprint.
 */
const [, , dataDirectory = '', serverUrl = '', epoch = '', serverKey = ''] = argv;

const hasty: Clock = {
  ...systemClock,
  after: (delayMs, callback) => {
    const timer = setTimeout(callback, delayMs / 50);
    return () => clearTimeout(timer);
  },
};

const uplink = createUplink({
  identity: openIdentity(dataDirectory),
  epoch,
  serverUrl,
  serverKey,
  dataDirectory,
  clock: hasty,
  random: systemRandom(),
  log: new QuietLog(),
  agentVersion: '0.1.0',
  hostname: 'box',
  bootId: 'boot',
  machineId: 'machine',
  outboxLimits: { segmentBytes: 2_000 },
});
uplink.start();
stdout.write('counting\n');

const series = seriesOf('test.count');
let count = 0;
setInterval(() => {
  count += 1;
  uplink.sink.samples(Date.now(), [{ series, value: count }]);
}, 1);
