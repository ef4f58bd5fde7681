// The provider's tokens at rest: AES-256-GCM under a key that only the browser's cookie yields. Whoever has the database, or a
// backup of it, has no token; and no process can ask the provider on behalf of somebody who is not there.
import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto'
import { z } from 'zod'

/** With what the provider is asked again. The ID token is not kept. */
export interface ProviderTokens {
  readonly refreshToken?: string | undefined
  /** Only where there is no refresh token. */
  readonly accessToken?: string | undefined
}

const tokens: z.ZodType<ProviderTokens> = z.strictObject({
  refreshToken: z.string().optional(),
  accessToken: z.string().optional(),
})

const nonceBytes = 12
const tagBytes = 16

/** Seals tokens to a session's secret. */
export function sealTokens(given: ProviderTokens, to: { secret: string; sessionId: string }): Uint8Array {
  const nonce = randomBytes(nonceBytes)
  const cipher = createCipheriv('aes-256-gcm', keyOf(to.secret), nonce).setAAD(Buffer.from(to.sessionId))
  const sealed = [cipher.update(JSON.stringify(given), 'utf8'), cipher.final()]
  return Buffer.concat([nonce, ...sealed, cipher.getAuthTag()])
}

/** Opens them; undefined with another secret, or for another session. */
export function openTokens(
  sealed: Uint8Array,
  to: { secret: string; sessionId: string },
): ProviderTokens | undefined {
  if (sealed.length < nonceBytes + tagBytes) return undefined
  const decipher = createDecipheriv('aes-256-gcm', keyOf(to.secret), sealed.subarray(0, nonceBytes), {
    authTagLength: tagBytes,
  })
  decipher.setAAD(Buffer.from(to.sessionId)).setAuthTag(sealed.subarray(-tagBytes))
  try {
    const text = Buffer.concat([decipher.update(sealed.subarray(nonceBytes, -tagBytes)), decipher.final()])
    return tokens.parse(JSON.parse(text.toString('utf8')))
  } catch {
    return undefined
  }
}

function keyOf(secret: string): Uint8Array {
  return new Uint8Array(hkdfSync('sha256', secret, '', 'reseal/1 provider tokens', 32))
}
