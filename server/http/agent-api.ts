import { WebSocketServer } from 'ws';
import type { Log } from '@/common/log';
import { wire } from '@/common/protocol/wire';
import { agentPeer, PLAIN_PEERS } from '../ingest/agent-peer';
import { agentRouter } from '../ingest/agent-router';
import type { AgentSessions } from '../ingest/agent-sessions';
import { createAgentContext } from '../ingest/agent-trpc';
import { serveCalls } from './serve-calls';

/** A full report: 20,000 samples of 12 bytes, statuses and facts. */
const FRAME_BYTES_MAX = 4 * 1024 * 1024;

/** The router for agents: MessagePack frames over WebSocket at `/agent`. */
export function createAgentApi(sessions: AgentSessions, log: Log, rules = PLAIN_PEERS) {
  const sockets = new WebSocketServer({
    noServer: true,
    maxPayload: FRAME_BYTES_MAX,
    perMessageDeflate: false,
  });
  serveCalls(
    {
      wss: sockets,
      router: agentRouter,
      createContext({ req, res }) {
        const connection = sessions.connect(agentPeer(req, res, rules));
        res.once('close', () => connection.end());
        return createAgentContext(connection);
      },
      keepAlive: { enabled: true, pingMs: 20_000, pongWaitMs: 10_000 },
      onError({ error, path }) {
        if (error.code === 'INTERNAL_SERVER_ERROR') {
          log.error('agent call failed', {
            path,
            reason: error.message,
            error: error.cause ?? error,
          });
        } else {
          log.info('agent refused', { path, code: error.code, reason: error.message });
        }
      },
    },
    wire,
  );
  return { sockets };
}
