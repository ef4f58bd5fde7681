// A real OpenID Connect provider on loopback whose people, groups and answers a test may change while it runs.
import { generateKeyPairSync, randomBytes, sign } from 'node:crypto'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Provider } from 'oidc-provider'

/** Someone whom the provider knows. */
export interface ProviderPerson {
  password: string
  claims: Record<string, unknown>
  /** Authentication methods of a sign-in. */
  amr: string[]
  isDisabled?: boolean
}

/** A JWT before it is signed. */
export interface TokenParts {
  header: Record<string, unknown>
  claims: Record<string, unknown>
}

/** A running provider. */
export interface TestIdentityProvider {
  readonly issuer: string
  readonly clientId: string
  readonly clientSecret: string
  /** By subject, which is also the name that they type. */
  readonly people: Map<string, ProviderPerson>
  /** Changes ID tokens before they are signed again with the provider's key. */
  spoilToken: ((parts: TokenParts) => void) | undefined
  /** Leaves the spoilt token without a signature, or with one of another key. */
  signature: 'own' | 'none' | 'foreign'
  /** Answers nothing but 503. */
  isDown: boolean
  /** Requests to the token endpoint, by grant type, and to the userinfo endpoint. */
  readonly asked: string[]
  /** Signs a token with the provider's key, another one, or none. */
  signToken(parts: TokenParts, signature: 'own' | 'none' | 'foreign'): string
  /** Lets a viewer sign people in. */
  register(origin: string, options?: { readonly refreshTokens?: boolean }): void
  stop(): Promise<void>
}

/** Starts a provider that knows nobody yet; under another host than the viewer's it is another site to browsers. */
export async function startIdentityProvider(
  host: '127.0.0.1' | 'localhost' = '127.0.0.1',
): Promise<TestIdentityProvider> {
  const keys = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const foreign = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  let provider: Provider | undefined
  const clientSecret = randomBytes(24).toString('base64url')
  const people = new Map<string, ProviderPerson>()
  const server = createServer((request, response) => void answer(request, response))
  await listen(server)
  const issuer = `http://${host}:${(server.address() as AddressInfo).port}`
  const inner = createServer((request, response) => void provider?.callback()(request, response))
  await listen(inner)

  const world: TestIdentityProvider = {
    issuer,
    clientId: 'reseal-viewer',
    clientSecret,
    people,
    spoilToken: undefined,
    signature: 'own',
    isDown: false,
    asked: [],
    register: (origin, { refreshTokens = true } = {}) => {
      provider = createProvider({ issuer, origin, clientSecret, people, refreshTokens, jwk: jwkOf(keys) })
    },
    signToken: (parts, signature) =>
      writeToken(parts, { own: keys.privateKey, foreign: foreign.privateKey, none: undefined }[signature]),
    stop: async () => {
      for (const each of [server, inner]) {
        each.closeAllConnections()
        await new Promise((resolve) => each.close(resolve))
      }
    },
  }

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (world.isDown || provider === undefined) return void response.writeHead(503).end('down')
    const path = new URL(request.url ?? '/', issuer).pathname
    if (path === '/me') world.asked.push('userinfo')
    if (path.startsWith('/interaction/')) return interact({ provider, people }, request, response)
    if (path !== '/token') return void provider.callback()(request, response)
    const body = await readBody(request)
    world.asked.push(new URLSearchParams(body).get('grant_type') ?? '')
    const { port } = inner.address() as AddressInfo
    const forwarded = await fetch(`http://127.0.0.1:${port}/token`, {
      method: 'POST',
      headers: {
        'content-type': 'application/x-www-form-urlencoded',
        authorization: request.headers.authorization ?? '',
      },
      body,
    })
    const answered = (await forwarded.json()) as { id_token?: string }
    if (answered.id_token !== undefined && world.spoilToken !== undefined) {
      const parts = readToken(answered.id_token)
      world.spoilToken(parts)
      answered.id_token = world.signToken(parts, world.signature)
    }
    response.writeHead(forwarded.status, { 'content-type': 'application/json' })
    response.end(JSON.stringify(answered))
  }
  return world
}

type KeyPair = ReturnType<typeof generateKeyPairSync>

function jwkOf(keys: KeyPair): Record<string, unknown> {
  return { ...keys.privateKey.export({ format: 'jwk' }), kid: 'k1', alg: 'ES256', use: 'sig' }
}

interface ProviderParts {
  readonly issuer: string
  readonly origin: string
  readonly clientSecret: string
  readonly people: ReadonlyMap<string, ProviderPerson>
  readonly refreshTokens: boolean
  readonly jwk: Record<string, unknown>
}

function createProvider(parts: ProviderParts): Provider {
  const { issuer, origin, clientSecret, people, refreshTokens, jwk } = parts
  return new Provider(issuer, {
    clients: [
      {
        client_id: 'reseal-viewer',
        client_secret: clientSecret,
        redirect_uris: [`${origin}/api/sign-in/oidc/callback`],
        post_logout_redirect_uris: [`${origin}/sign-in`],
        response_types: ['code'],
        grant_types: refreshTokens ? ['authorization_code', 'refresh_token'] : ['authorization_code'],
        id_token_signed_response_alg: 'ES256',
        ...(refreshTokens && {
          backchannel_logout_uri: `${origin}/api/sign-in/oidc/logout`,
          backchannel_logout_session_required: true,
        }),
      },
    ],
    jwks: { keys: [jwk] },
    cookies: { keys: [randomBytes(32).toString('hex')] },
    claims: {
      acr: null,
      amr: null,
      auth_time: null,
      sid: null,
      openid: ['sub'],
      email: ['email', 'email_verified'],
      profile: ['name', 'preferred_username', 'groups'],
    },
    features: {
      claimsParameter: { enabled: true },
      devInteractions: { enabled: false },
      revocation: { enabled: true, allowedPolicy: async () => true },
      backchannelLogout: { enabled: true },
      rpInitiatedLogout: { enabled: true },
    },
    // The viewer is on this machine, which a provider has no business to reach otherwise.
    fetch: (url: string, init: RequestInit & { dispatcher?: unknown }) =>
      fetch(url, { ...init, dispatcher: undefined } as RequestInit),
    issueRefreshToken: async () => refreshTokens,
    rotateRefreshToken: true,
    interactions: { url: (_, interaction) => `/interaction/${interaction.uid}` },
    findAccount: async (_, id) => {
      const person = people.get(id)
      if (person === undefined || person.isDisabled) return undefined
      return { accountId: id, claims: async () => ({ sub: id, ...person.claims }) }
    },
    loadExistingGrant: async ({ oidc }) => {
      const grant = new oidc.provider.Grant({
        clientId: oidc.client?.clientId ?? '',
        accountId: oidc.session?.accountId ?? '',
      })
      grant.addOIDCScope('openid email profile')
      await grant.save()
      return grant
    },
  } as ConstructorParameters<typeof Provider>[1])
}

async function interact(
  { provider, people }: { provider: Provider; people: ReadonlyMap<string, ProviderPerson> },
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  if (request.method !== 'POST') {
    const form =
      '<!doctype html><title>Sign in</title><form method="post"><input name="name"><input name="password" type="password"><button>Log in</button><button name="cancel" value="yes">Cancel</button></form>'
    return void response.setHeader('content-type', 'text/html').end(form)
  }
  const form = new URLSearchParams(await readBody(request))
  if (form.get('cancel') === 'yes') {
    return provider.interactionFinished(request, response, { error: 'access_denied' })
  }
  const name = form.get('name') ?? ''
  const person = people.get(name)
  if (person === undefined || person.password !== form.get('password')) {
    return void response.writeHead(401).end('wrong')
  }
  const login = { accountId: name, amr: person.amr }
  return provider.interactionFinished(request, response, { login }, { mergeWithLastSubmission: false })
}

async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk as Buffer)
  return Buffer.concat(chunks).toString('utf8')
}

function readToken(token: string): TokenParts {
  const [header = '', claims = ''] = token.split('.')
  const parse = (part: string): Record<string, unknown> =>
    JSON.parse(Buffer.from(part, 'base64url').toString('utf8')) as Record<string, unknown>
  return { header: parse(header), claims: parse(claims) }
}

function writeToken({ header, claims }: TokenParts, key: KeyPair['privateKey'] | undefined): string {
  const encode = (part: object): string => Buffer.from(JSON.stringify(part)).toString('base64url')
  const signed = `${encode(header)}.${encode(claims)}`
  if (key === undefined) return `${signed}.`
  const signature = sign('sha256', Buffer.from(signed), { key, dsaEncoding: 'ieee-p1363' })
  return `${signed}.${signature.toString('base64url')}`
}

/** A browser of one person at the provider: it holds cookies, and follows what it is sent to. */
export interface ProviderBrowser {
  /** Goes to the provider, signs in where it is asked to, and gives the address that it is sent back to. */
  signIn(url: string, person: { name: string; password: string } | 'cancel'): Promise<URL>
}

/** A browser without a session at the provider. */
export function createProviderBrowser(issuer: string): ProviderBrowser {
  const cookies = new Map<string, string>()
  const go = async (url: string, form?: URLSearchParams): Promise<Response> => {
    const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ')
    const response = await fetch(url, {
      redirect: 'manual',
      headers: { cookie },
      ...(form && { method: 'POST', body: form }),
    })
    for (const line of response.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/u.exec(line) ?? []
      cookies.set(name, value)
    }
    return response
  }
  return {
    async signIn(url, person) {
      let at = url
      for (let steps = 0; steps < 10; steps += 1) {
        let response = await go(at)
        if (response.status === 200) {
          const form = person === 'cancel' ? { cancel: 'yes' } : person
          response = await go(at, new URLSearchParams(form))
        }
        const location = response.headers.get('location')
        if (location === null) throw new Error(`the provider answered ${response.status} without a way on`)
        at = new URL(location, at).href
        if (!at.startsWith(issuer)) return new URL(at)
      }
      throw new Error('the provider sends the browser in circles')
    },
  }
}

function listen(server: Server): Promise<void> {
  return new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve()))
}
