import type { DetectorCard, GroupChange } from '@/common/domain/detection';
import type { DetectorRun } from '../detection/detection';
import type { LocalApi } from './local-api';
import type { Route } from './local-routes';

const run = (api: LocalApi, name: string) => api.runDetectors(name === '' ? undefined : name);

/** Detectors and groups, in this project's form below `/v1` and with the paths of the original. */
export const DETECTION_ROUTES: readonly Route[] = [
  { method: 'GET', path: /^\/v1\/detectors$/, answer: (api) => api.detectors() },
  { method: 'POST', path: /^\/v1\/detectors\/run$/, answer: run },
  { method: 'POST', path: /^\/v1\/detectors\/([^/]+)\/run$/, answer: run },
  {
    method: 'GET',
    path: /^\/v1\/detectors\/([^/]+)\/explain$/,
    answer: (api, name) => api.explainDetector(name),
  },
  { method: 'GET', path: /^\/v1\/groups$/, answer: (api) => api.memberships() },
  { method: 'GET', path: /^\/v1\/history\/groups$/, answer: (api) => api.groupHistory() },
  {
    method: 'PUT',
    path: /^\/v1\/groups\/([^/]+)$/,
    answer: (api, group) => ({ changed: api.configureGroup('add', group) }),
  },
  {
    method: 'DELETE',
    path: /^\/v1\/groups\/([^/]+)$/,
    answer: (api, group) => ({ changed: api.configureGroup('remove', group) }),
  },
  {
    method: 'GET',
    path: /^\/agent\/detectors$/,
    answer: (api) => api.detectors().map(originalDetector),
  },
  {
    method: 'GET',
    path: /^\/agent\/detectors\/state$/,
    answer: (api) => detectedGroups(api),
  },
  {
    method: 'GET',
    path: /^\/agent\/detectors\/run(?:\/([^/]+))?$/,
    answer: async (api, name) => originalRuns(await run(api, name)),
  },
  {
    method: 'GET',
    path: /^\/agent\/detectors\/history$/,
    answer: (api) => originalHistory(api.groupHistory(), api),
  },
  {
    method: 'POST',
    path: /^\/agent\/parameters\/add\/groups\/([^/]+)$/,
    answer: (api, group) => api.configureGroup('add', group),
  },
  {
    method: 'POST',
    path: /^\/agent\/parameters\/remove\/groups\/([^/]+)$/,
    answer: (api, group) => api.configureGroup('remove', group),
  },
];

function originalDetector({ id, pack, level, condition, groups, intervalMs }: DetectorCard) {
  return {
    name: id,
    pack_name: pack,
    pack_level: level,
    apply_if: condition,
    add_groups: groups,
    interval: `${intervalMs / 1_000}s`,
  };
}

function detectedGroups(api: LocalApi): string[] {
  const detected = api.memberships().filter(({ detector }) => detector !== '');
  return [...new Set(detected.map(({ group }) => group))].sort();
}

function originalRuns(runs: readonly DetectorRun[]) {
  return Object.fromEntries(
    runs.map(({ card, added }) => [
      card.id,
      { matched: card.state === 'matched', groups: card.gives, new_groups: added },
    ]),
  );
}

/** Changes by second, oldest first. */
function originalHistory(changes: readonly GroupChange[], api: LocalApi) {
  const { nodeId: uuid, hostname, name } = api.info();
  const bySecond = new Map<number, object[]>();
  for (const { atMs, change, group } of changes) {
    const date = Math.floor(atMs / 1_000);
    const type = change === 'added' ? 'group-add' : 'group-remove';
    const told = { type, name: hostname, display_name: name, uuid, group };
    bySecond.set(date, [...(bySecond.get(date) ?? []), told]);
  }
  return [...bySecond].map(([date, entries]) => ({ date, entries }));
}
