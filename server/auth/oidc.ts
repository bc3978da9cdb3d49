import { genericOAuth } from 'better-auth/plugins';
import { OIDC_PROVIDER } from './auth-paths';

/** A sign-in service of the company's own, by OpenID Connect. */
export interface OidcConfig {
  /** `https://id.example.org/realms/ops`; its discovery document is found below it. */
  readonly issuer: string;
  readonly clientId: string;
  readonly clientSecret: string;
  /** What its button says. */
  readonly name: string;
  /**
   * Its own session does not count: whoever signs in here proves it there each time, and it says
   * when (`auth_time`). Some services cannot; with them whoever holds the browser is believed.
   */
  readonly askAgain: boolean;
}

/**
 * The code flow with PKCE, state and nonce; the id token's signature, issuer and audience are
 * checked against what discovery says. It opens accounts that an admin made and makes none.
 */
export function oidcPlugin({ issuer, clientId, clientSecret, name, askAgain }: OidcConfig) {
  return genericOAuth({
    config: [
      {
        providerId: OIDC_PROVIDER,
        name,
        discoveryUrl: `${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`,
        clientId,
        clientSecret,
        scopes: ['openid', 'email', 'profile'],
        pkce: true,
        ...(askAgain && { prompt: 'login' as const, authorizationUrlParams: { max_age: '0' } }),
        requireIdTokenVerification: true,
        disableSignUp: true,
        disableImplicitSignUp: true,
        overrideUserInfo: false,
      },
    ],
  });
}
