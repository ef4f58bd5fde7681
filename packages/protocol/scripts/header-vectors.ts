// Vectors of docs/protocol.md §4.
import {
  ascii,
  base64url,
  drawn,
  encapsulated,
  firstLink,
  hex,
  keyPair,
  type Reject,
  sha256,
  uuid,
} from './vector-material.ts'

export interface StreamMaterial {
  readonly stream: string
  readonly headerBytes: Buffer
  readonly enc: Buffer
  readonly dataKey: Buffer
}

export const sealingKey: ReturnType<typeof keyPair> = keyPair('sealing')
export const appendKey: Buffer = drawn('append key', 32)
const keyId = hex(sha256(sealingKey.publicKey)).slice(0, 16)

/** A stream of the vectors: its header with members in canonical order, `enc` and data key. */
export async function makeStream(label: string, session: string = uuid('session')): Promise<StreamMaterial> {
  const stream = uuid(`stream ${label}`)
  const app = 'rsl_AAECAwQFBgcICQoLDA0ODw'
  const { enc, dataKey } = await encapsulated(sealingKey.publicKey, `ephemeral ${label}`, [
    '1',
    app,
    session,
    stream,
    keyId,
  ])
  const headerBytes = ascii(headerText({ app, enc_hash: base64url(sha256(enc)), session, stream }))
  return { stream, headerBytes, enc, dataKey }
}

function headerText(members: Record<string, string | number | object>): string {
  const header = {
    app: 'a',
    append_key_hash: base64url(sha256(appendKey)),
    enc_hash: base64url(drawn('enc hash', 32)),
    key_id: keyId,
    rule_set_hash: base64url(drawn('rule set', 32)),
    sdk: 'recorder-sdk/0.1.0',
    session: uuid('session'),
    started_at_ms: 1_790_000_000_000,
    stream: uuid('stream'),
    version: 1,
    withdrawal_token_hash: base64url(drawn('withdrawal', 32)),
    ...members,
  }
  // Every member's name is ASCII, so this order is RFC 8785's.
  const sorted = Object.entries(header).sort(([left], [right]) => (left < right ? -1 : 1))
  return JSON.stringify(Object.fromEntries(sorted))
}

/** A derivation, members in canonical order. */
function derivedFrom(members: Record<string, string | number> = {}): object {
  const derived = {
    event: 7,
    header_hash: base64url(drawn('source header', 32)),
    last_link: base64url(drawn('source link', 32)),
    stream: uuid('source'),
    ...members,
  }
  return Object.fromEntries(Object.entries(derived).sort(([left], [right]) => (left < right ? -1 : 1)))
}

const rejected: readonly (Reject & { readonly bytes: Uint8Array })[] = [
  rejectText('empty', 'bad_json', ''),
  rejectText('not JSON', 'bad_json', '{'),
  { name: 'not UTF-8', code: 'bad_json', bytes: ascii(headerText({ app: '\u00ff' })) },
  { name: 'byte order mark', code: 'bad_json', bytes: Buffer.from(`\ufeff${headerText({})}`) },
  rejectText('an array', 'bad_header', '[]'),
  rejectText('null', 'bad_header', 'null'),
  rejectText('version 2', 'bad_version', headerText({ version: 2 })),
  rejectText('version as text', 'bad_version', headerText({ version: '1' })),
  rejectText('no version', 'bad_version', '{}'),
  rejectText('member missing', 'bad_header', headerText({}).replace(/"sdk":"[^"]*",/, '')),
  rejectText('member unknown', 'bad_header', headerText({ zone: 'a' })),
  rejectText('member __proto__', 'bad_header', headerText({}).replace('{', '{"__proto__":1,')),
  rejectText('member constructor', 'bad_header', headerText({ constructor: 'a' })),
  rejectText(
    'optional hash null',
    'bad_header',
    headerText({}).replace(/"enc_hash/, '"consent_hash":null,"enc_hash'),
  ),
  rejectText('app empty', 'bad_header', headerText({ app: '' })),
  rejectText('app of 65 characters', 'bad_header', headerText({ app: 'a'.repeat(65) })),
  rejectText('app with a slash', 'bad_header', headerText({ app: 'a/b' })),
  rejectText('app ends with a newline', 'bad_header', headerText({ app: 'a\n' })),
  rejectText(
    'app with a lone surrogate',
    'bad_header',
    headerText({}).replace('"app":"a"', '"app":"\\ud800"'),
  ),
  rejectText('app a number', 'bad_header', headerText({ app: 1 })),
  rejectText('session in upper case', 'bad_header', headerText({ session: uuid('session').toUpperCase() })),
  rejectText(
    'stream of UUID version 1',
    'bad_header',
    headerText({ stream: '7d444840-9dc0-11d1-b245-5ffdce74fad2' }),
  ),
  rejectText(
    'stream the nil UUID',
    'bad_header',
    headerText({ stream: '00000000-0000-0000-0000-000000000000' }),
  ),
  rejectText('hash of 31 bytes', 'bad_header', headerText({ enc_hash: base64url(drawn('short', 31)) })),
  rejectText(
    'hash with padding',
    'bad_header',
    headerText({ enc_hash: `${base64url(drawn('padded', 32))}=` }),
  ),
  rejectText('hash in base64', 'bad_base64', headerText({ enc_hash: `${'A'.repeat(41)}+A` })),
  rejectText('hash with trailing bits', 'bad_base64', headerText({ enc_hash: `${'A'.repeat(42)}B` })),
  rejectText('start negative', 'bad_header', headerText({ started_at_ms: -1 })),
  rejectText('start fractional', 'bad_header', headerText({ started_at_ms: 0.5 })),
  rejectText('start after the last Date', 'bad_header', headerText({ started_at_ms: 8_640_000_000_000_001 })),
  rejectText('start as text', 'bad_header', headerText({ started_at_ms: '1' })),
  rejectText('derived a mark alone', 'bad_header', headerText({ derived: 1 })),
  rejectText('derived of nothing', 'bad_header', headerText({ derived: {} })),
  rejectText(
    'derived with an unknown member',
    'bad_header',
    headerText({ derived: derivedFrom({ zone: 'a' }) }),
  ),
  rejectText('derived under leaf 0', 'bad_header', headerText({ derived: derivedFrom({ event: 0 }) })),
  rejectText('derived under half a leaf', 'bad_header', headerText({ derived: derivedFrom({ event: 0.5 }) })),
  rejectText(
    'derived from a link of 31 bytes',
    'bad_header',
    headerText({ derived: derivedFrom({ last_link: base64url(drawn('short', 31)) }) }),
  ),
  rejectText('derived from no stream', 'bad_header', headerText({ derived: derivedFrom({ stream: 'a' }) })),
  rejectText('white space', 'not_canonical', `${headerText({})} `),
  rejectText('white space inside', 'not_canonical', headerText({}).replace(':', ': ')),
  rejectText('member twice', 'not_canonical', headerText({}).replace('{', '{"app":"a",')),
  rejectText('member twice, the first other', 'not_canonical', headerText({}).replace('{', '{"app":"b",')),
  rejectText(
    'members in another order',
    'not_canonical',
    headerText({}).replace(/^\{("app":"a"),(.*)\}$/, '{$2,$1}'),
  ),
  rejectText('character escaped', 'not_canonical', headerText({}).replace('"app":"a"', '"app":"\\u0061"')),
  rejectText(
    'number with a fraction of zero',
    'not_canonical',
    headerText({}).replace('"version":1', '"version":1.0'),
  ),
  rejectText('number with an exponent', 'not_canonical', headerText({}).replace('1790000000000', '179e10')),
  rejectText('number minus zero', 'not_canonical', headerText({}).replace('1790000000000', '-0')),
  rejectText('one byte too large', 'too_large', headerText({}).padEnd(2049)),
]

function rejectText(name: string, code: string, text: string): Reject & { bytes: Uint8Array } {
  return { name, code, bytes: Buffer.from(text) }
}

export function headerVectors(stream: StreamMaterial): object {
  const accepted = {
    'the stream of the other vectors': stream.headerBytes,
    'all optional members': ascii(
      headerText({
        consent_hash: base64url(drawn('consent', 32)),
        manifest_hash: base64url(drawn('manifest', 32)),
      }),
    ),
    'everything as long as it may be': ascii(
      headerText({
        app: 'Z'.repeat(64),
        key_id: '.'.repeat(64),
        sdk: '@'.repeat(64),
        started_at_ms: 8_640_000_000_000_000,
      }),
    ),
    'derived from another stream': ascii(headerText({ derived: derivedFrom() })),
    'start at the epoch, UUIDs of version 7': ascii(
      headerText({ started_at_ms: 0, stream: '019a0000-0000-7000-bfff-ffffffffffff' }),
    ),
  }
  return {
    clause: 'docs/protocol.md §4',
    accept: Object.entries(accepted).map(([name, bytes]) => ({
      name,
      text: bytes.toString(),
      bytes: hex(bytes),
      hash: hex(sha256(bytes)),
      initial_link: hex(firstLink(bytes)),
    })),
    reject: rejected.map(({ name, code, bytes }) => ({ name, code, bytes: hex(bytes) })),
  }
}
