// Vectors of docs/protocol.md §4.1 and §7.1.
import { ascii, base64url, drawn, hex, type Reject, sha256, uuid } from './vector-material.ts'

const receiptText = (grantedAtMs: number, how: string, notice: string): string =>
  `{"granted_at_ms":${grantedAtMs},"how":"${how}","notice_version":"${notice}","version":1}`

export function consentVectors(): object {
  const accepted: [name: string, grantedAtMs: number, how: string, notice: string][] = [
    ['a banner and its notice', 1_767_225_600_000, 'banner', '2026-01'],
    ['nothing said but when', 0, '', ''],
    ['texts as long as they may be', 8_640_000_000_000_000, 'Z'.repeat(64), '_.:-'.repeat(16)],
  ]
  const refused: [name: string, grantedAtMs: number, how: string, notice: string][] = [
    ['how with a space', 0, 'the banner', '1'],
    ['how of 65 characters', 0, 'a'.repeat(65), '1'],
    ['how ends with a newline', 0, 'banner\n', '1'],
    ['notice with an @', 0, 'banner', 'jane@example.org'],
    ['notice not ASCII', 0, 'banner', 'é'],
    ['time negative', -1, 'banner', '1'],
    ['time fractional', 0.5, 'banner', '1'],
    ['time after the last Date', 8_640_000_000_000_001, 'banner', '1'],
  ]
  return {
    clause: 'docs/protocol.md §4.1',
    accept: accepted.map(([name, grantedAtMs, how, notice]) => {
      const text = receiptText(grantedAtMs, how, notice)
      return {
        name,
        granted_at_ms: grantedAtMs,
        how,
        notice_version: notice,
        bytes: hex(ascii(text)),
        hash: hex(sha256(ascii(text))),
      }
    }),
    reject: refused.map(([name, grantedAtMs, how, notice]) => ({
      name,
      code: 'bad_consent',
      granted_at_ms: grantedAtMs,
      how,
      notice_version: notice,
    })),
  }
}

export function withdrawalVectors(): object {
  const session = uuid('session')
  const token = drawn('withdrawal token', 32)
  const value = { session, token: base64url(token), version: 1 }
  const text = JSON.stringify(value)
  const changed = (change: object): string => JSON.stringify({ ...value, ...change })
  const texts: [name: string, code: string, text: string][] = [
    ['empty', 'bad_json', ''],
    ['not JSON', 'bad_json', text.slice(0, -1)],
    ['an array', 'bad_withdrawal', `[${text}]`],
    ['version 2', 'bad_version', changed({ version: 2 })],
    ['version as text', 'bad_version', changed({ version: '1' })],
    ['no token', 'bad_withdrawal', JSON.stringify({ session, version: 1 })],
    ['member unknown', 'bad_withdrawal', changed({ why: 'a' })],
    ['session in upper case', 'bad_withdrawal', changed({ session: session.toUpperCase() })],
    ['session no UUID', 'bad_withdrawal', changed({ session: 'a' })],
    ['token of 31 bytes', 'bad_withdrawal', changed({ token: base64url(token.subarray(1)) })],
    ['token with padding', 'bad_withdrawal', changed({ token: `${value.token}=` })],
    ['token in base64', 'bad_base64', changed({ token: `${'+'.repeat(42)}A` })],
    ['token with trailing bits', 'bad_base64', changed({ token: `${'A'.repeat(42)}B` })],
    ['white space', 'not_canonical', `${text}\n`],
    ['member twice', 'not_canonical', text.replace('{', `{"session":"${session}",`)],
    [
      'members in another order',
      'not_canonical',
      JSON.stringify({ version: 1, token: value.token, session }),
    ],
    ['too large', 'too_large', text.padEnd(257)],
  ]
  const rejected: (Reject & { text: string })[] = texts.map(([name, code, one]) => ({
    name,
    code,
    text: one,
  }))
  return {
    clause: 'docs/protocol.md §7.1',
    accept: [
      {
        name: 'a withdrawal',
        session,
        token: hex(token),
        bytes: hex(ascii(text)),
        token_hash: base64url(sha256(token)),
      },
    ],
    reject: rejected.map(({ name, code, text: one }) => ({ name, code, bytes: hex(Buffer.from(one)) })),
  }
}
