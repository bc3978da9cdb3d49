import { createHash, generateKeyPairSync, type KeyObject, randomUUID, sign } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

const KEY_ID = 'key-1';

export interface Claims {
  sub: string;
  email: string;
  email_verified: boolean;
  name: string;
}

/** What a test makes the provider do wrong; everything is right by default. */
export interface Faults {
  nonce?: string;
  audience?: string;
  issuer?: string;
  signWith?: KeyObject;
  expired?: boolean;
  /** How long ago the person proved it there; `null` where the provider does not say. */
  authAgeS?: number | null;
}

/** A small OpenID provider: discovery, keys, and the code flow with PKCE, over loopback. */
export class OidcProvider implements AsyncDisposable {
  readonly clientId = 'opsbro-test';
  readonly clientSecret = randomUUID();
  readonly requests: string[] = [];
  person: Claims = { sub: 'p-1', email: 'ada@example.org', email_verified: true, name: 'Ada L' };
  faults: Faults = {};
  readonly #keys = generateKeyPairSync('rsa', { modulusLength: 2048 });
  readonly #codes = new Map<string, { challenge: string; nonce: string; redirectUri: string }>();
  readonly #server = createServer((request, response) => void this.#answer(request, response));

  static async start(): Promise<OidcProvider> {
    const provider = new OidcProvider();
    await new Promise<void>((resolve) => provider.#server.listen(0, '127.0.0.1', resolve));
    return provider;
  }

  get issuer(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  get config() {
    const { issuer, clientId, clientSecret } = this;
    return { issuer, clientId, clientSecret, name: 'Example ID', askAgain: true };
  }

  /**
   * What happens in the browser at the provider: the person agrees. A real browser gets there by
   * itself. @returns where it leads back
   */
  authorise(authorisationUrl: string): URL {
    const { searchParams } = new URL(authorisationUrl);
    const code = randomUUID();
    const redirectUri = searchParams.get('redirect_uri') ?? '';
    this.#codes.set(code, {
      challenge: searchParams.get('code_challenge') ?? '',
      nonce: searchParams.get('nonce') ?? '',
      redirectUri,
    });
    const back = new URL(redirectUri);
    back.searchParams.set('code', code);
    back.searchParams.set('state', searchParams.get('state') ?? '');
    return back;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { pathname } = new URL(request.url ?? '/', this.issuer);
    this.requests.push(pathname);
    if (pathname === '/authorize') {
      const location = this.authorise(`${this.issuer}${request.url}`).href;
      return void response.writeHead(302, { location }).end();
    }
    let body = '';
    for await (const chunk of request) body += chunk;
    const answers: Record<string, () => [status: number, body: object]> = {
      '/.well-known/openid-configuration': () => [200, this.#discovery()],
      '/keys': () => [200, this.#keySet()],
      '/token': () => this.#token(request, new URLSearchParams(body)),
    };
    const [status, answer] = answers[pathname]?.() ?? [404, {}];
    response.writeHead(status, { 'content-type': 'application/json' });
    response.end(JSON.stringify(answer));
  }

  #discovery(): object {
    return {
      issuer: this.issuer,
      authorization_endpoint: `${this.issuer}/authorize`,
      token_endpoint: `${this.issuer}/token`,
      jwks_uri: `${this.issuer}/keys`,
      id_token_signing_alg_values_supported: ['RS256'],
      response_types_supported: ['code'],
      code_challenge_methods_supported: ['S256'],
    };
  }

  #keySet(): object {
    const key = this.#keys.publicKey.export({ format: 'jwk' });
    return { keys: [{ ...key, kid: KEY_ID, alg: 'RS256', use: 'sig' }] };
  }

  #token(request: IncomingMessage, form: URLSearchParams): [number, object] {
    const known = this.#codes.get(form.get('code') ?? '');
    this.#codes.delete(form.get('code') ?? '');
    const verifier = form.get('code_verifier') ?? '';
    const challenge = createHash('sha256').update(verifier).digest('base64url');
    const basic = `Basic ${Buffer.from(`${this.clientId}:${this.clientSecret}`).toString('base64')}`;
    const isClient =
      request.headers.authorization === basic || form.get('client_secret') === this.clientSecret;
    const isRight =
      known !== undefined &&
      challenge === known.challenge &&
      form.get('redirect_uri') === known.redirectUri;
    if (!isClient || !isRight) return [400, { error: 'invalid_grant' }];
    const idToken = this.#idToken(known.nonce);
    return [200, { access_token: randomUUID(), token_type: 'Bearer', id_token: idToken }];
  }

  #idToken(nonce: string): string {
    const nowS = Math.floor(Date.now() / 1_000);
    const { faults } = this;
    const claims = {
      iss: faults.issuer ?? this.issuer,
      aud: faults.audience ?? this.clientId,
      iat: faults.expired ? nowS - 7_200 : nowS,
      exp: faults.expired ? nowS - 3_600 : nowS + 300,
      nonce: faults.nonce ?? nonce,
      ...(faults.authAgeS === null ? {} : { auth_time: nowS - (faults.authAgeS ?? 0) }),
      ...this.person,
    };
    const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
    const signed = `${part({ alg: 'RS256', typ: 'JWT', kid: KEY_ID })}.${part(claims)}`;
    const key = faults.signWith ?? this.#keys.privateKey;
    return `${signed}.${sign('sha256', Buffer.from(signed), key).toString('base64url')}`;
  }
}
