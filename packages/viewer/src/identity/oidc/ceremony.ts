// A sign-in under way at the provider. All that the callback must know lies in one cookie of the browser's: state, nonce and
// PKCE verifier are derived from it, so that the server keeps nothing for people whom it does not know, and a callback in
// another browser, or with another return address, has another state.
import { createHmac, randomBytes } from 'node:crypto'
import { z } from 'zod'

/** What a sign-in was begun for. */
export interface CeremonyPurpose {
  readonly startedAtMs: number
  /** Path of the web app to go to. */
  readonly returnTo: string
  /** The browser session that it confirms; absent: it begins one. */
  readonly confirms?: string | undefined
}

/** A sign-in under way. */
export interface Ceremony extends CeremonyPurpose {
  readonly state: string
  readonly nonce: string
  /** RFC 7636, 43 characters. */
  readonly codeVerifier: string
}

/** How long the person has at the provider. */
export const ceremonyMs: number = 10 * 60_000

const purpose: z.ZodType<CeremonyPurpose> = z.strictObject({
  startedAtMs: z.number(),
  returnTo: z.string().refine(isLocalPath),
  confirms: z.uuid().optional(),
})

/** Begins a sign-in. */
export function beginCeremony(given: CeremonyPurpose): { cookie: string; ceremony: Ceremony } {
  const seed = randomBytes(32).toString('base64url')
  const text = Buffer.from(JSON.stringify(purpose.parse(given))).toString('base64url')
  return { cookie: `${seed}.${text}`, ceremony: derive(seed, text, given) }
}

/** Reads a sign-in back; undefined where the cookie is none, or too old. */
export function readCeremony(cookie: string | undefined, nowMs: number): Ceremony | undefined {
  const [seed = '', text = '', ...rest] = cookie?.split('.') ?? []
  if (!/^[\w-]{43}$/u.test(seed) || rest.length > 0) return undefined
  const parsed = purpose.safeParse(parseJson(Buffer.from(text, 'base64url').toString('utf8')))
  if (!parsed.success || nowMs - parsed.data.startedAtMs > ceremonyMs) return undefined
  return derive(seed, text, parsed.data)
}

function derive(seed: string, text: string, given: CeremonyPurpose): Ceremony {
  const of = (part: string): string =>
    createHmac('sha256', seed).update(`reseal/1 sign-in ${part}\n${text}`).digest('base64url')
  return { ...given, state: of('state'), nonce: of('nonce'), codeVerifier: of('verifier') }
}

/** Whether a text is a path of the web app, and no address elsewhere. */
export function isLocalPath(path: string): boolean {
  if (!/^\/(?![/\\])[^\s\\]{0,1000}$/u.test(path) || path.startsWith('/api/')) return false
  return URL.parse(path, 'https://viewer.invalid')?.origin === 'https://viewer.invalid'
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
