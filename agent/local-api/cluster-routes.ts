import { z } from 'zod';
import { AppError } from '@/common/errors';
import type { Route } from './local-routes';

const joining = z.strictObject({ address: z.string().max(300) });
const expelling = z.strictObject({
  incarnation: z.number().int().min(0),
  signature: z.base64().length(88),
});
const telling = z.strictObject({ type: z.string(), payload: z.string().default('') });
const detecting = z.strictObject({ timeoutMs: z.number().min(100).max(60_000).default(5_000) });
const zoning = z.strictObject({ zone: z.string().max(200) });

/** The cluster, in this project's form. */
export const CLUSTER_ROUTES: readonly Route[] = [
  { method: 'GET', path: /^\/v1\/cluster$/, answer: (api) => api.cluster() },
  { method: 'GET', path: /^\/v1\/members$/, answer: (api) => api.members() },
  { method: 'GET', path: /^\/v1\/history\/members$/, answer: (api) => api.memberHistory() },
  {
    method: 'POST',
    path: /^\/v1\/members\/join$/,
    answer: (api, _name, body) =>
      api.joinMembers(formOf(joining, body, '{"address": "192.0.2.7:6768"}').address),
  },
  {
    method: 'POST',
    path: /^\/v1\/members\/leave$/,
    async answer(api) {
      await api.leaveCluster();
      return { left: true };
    },
  },
  {
    method: 'GET',
    path: /^\/v1\/members\/([^/]+)$/,
    answer: (api, name) => api.member(name),
  },
  {
    method: 'POST',
    path: /^\/v1\/members\/([^/]+)\/ping$/,
    answer: (api, name) => api.pingMember(name),
  },
  {
    method: 'POST',
    path: /^\/v1\/members\/([^/]+)\/leave$/,
    answer(api, name, body) {
      api.expelMember(name, formOf(expelling, body, '{"incarnation": 3, "signature": "…"}'));
      return { left: true };
    },
  },
  {
    method: 'POST',
    path: /^\/v1\/detect$/,
    answer: (api, _name, body) =>
      api.detectMembers(formOf(detecting, body || '{}', '{"timeoutMs": 5000}').timeoutMs),
  },
  { method: 'GET', path: /^\/v1\/zones$/, answer: (api) => api.zones() },
  {
    method: 'PUT',
    path: /^\/v1\/zone$/,
    answer(api, _name, body) {
      const { zone } = formOf(zoning, body, '{"zone": "paris"}');
      api.changeZone(zone);
      return { zone };
    },
  },
  {
    method: 'POST',
    path: /^\/v1\/zones\/([^/]+)\/reload-key$/,
    answer(api, zone) {
      api.reloadZoneKey(zone);
      return { reloaded: true };
    },
  },
  { method: 'GET', path: /^\/v1\/events$/, answer: (api) => api.clusterEvents() },
  {
    method: 'POST',
    path: /^\/v1\/events$/,
    answer(api, _name, body) {
      const { type, payload } = formOf(telling, body, '{"type": "deploy", "payload": "…"}');
      return api.tellEvent(type, payload);
    },
  },
];

function formOf<Form>(form: z.ZodType<Form>, body: string, expected: string): Form {
  const read = form.safeParse(parsed(body));
  if (read.success) return read.data;
  throw new AppError('INVALID', `Expected ${expected} as the body.`);
}

function parsed(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}
