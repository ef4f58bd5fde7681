// Sealing keys in a hardware security module or another PKCS#11 token. Private halves never leave it; what comes out is the
// secret of one stream.
import { randomBytes } from 'node:crypto'
import { StoreError } from '../../store-error.ts'
import type { ListedKeyProvider } from '../key-provider.ts'
import { assertPoint, sealingKeyId } from '../p256-point.ts'
import { bool, type Cryptoki, ck, loadCryptoki, type Template, ulong } from './cryptoki.ts'

/** Where a token is and how to log in to it. */
export interface Pkcs11Options {
  /** Path of the vendor's shared library. */
  readonly module: string
  /** Label of the token. */
  readonly token: string
  /** PIN of the token's user. */
  readonly pin: string
  /** Only keys with this label; without it every key that is fit. */
  readonly keyLabel?: string | undefined
}

// 1.2.840.10045.3.1.7, prime256v1: the parameters of P-256, DER.
const p256 = Uint8Array.from([0x06, 0x08, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x03, 0x01, 0x07])

/**
 * Logs in and lists the P-256 keys of a token that derive.
 * @throws StoreError key_module_unusable, key_token_missing, key_service_refused, key_service_unavailable; extractable_key when
 * the token would give a private half out
 */
export async function openPkcs11KeyProvider(options: Pkcs11Options): Promise<ListedKeyProvider> {
  const cryptoki = await loadCryptoki(options.module)
  const inTurn = createTurns()
  let opened: OpenToken | undefined = await openToken(cryptoki, options)
  const { keyIds, publicKeys } = opened
  let refusal: StoreError | undefined
  let isClosed = false

  function assertKnown(keyId: string): Uint8Array<ArrayBuffer> {
    if (isClosed) throw new StoreError('key_provider_closed')
    const publicKey = publicKeys.get(keyId)
    if (publicKey === undefined) throw new StoreError('unknown_key')
    return publicKey
  }

  /** A token that was away has forgotten its sessions; one that refuses the PIN is not asked again: it would lock. */
  async function token(): Promise<OpenToken> {
    if (refusal !== undefined) throw refusal
    opened ??= await openToken(cryptoki, options).catch((error: unknown) => {
      if (error instanceof StoreError && error.code === 'key_service_refused') refusal = error
      throw error
    })
    return opened
  }

  async function derive(keyId: string, enc: Uint8Array): Promise<Uint8Array<ArrayBuffer>> {
    const { session, handles } = await token()
    const handle = handles.get(keyId)
    if (handle === undefined) throw new StoreError('unknown_key')
    try {
      return await cryptoki.deriveEcdh(session, handle, enc)
    } catch (error) {
      if (error instanceof StoreError && error.code === 'key_service_unavailable') {
        opened = undefined
        await cryptoki.closeSession(session).catch(() => {})
      }
      throw error
    }
  }

  return {
    keyIds,
    publicKey: async (keyId) => assertKnown(keyId).slice(),
    async deriveSharedSecret(keyId, enc) {
      assertKnown(keyId)
      assertPoint(enc)
      const point = enc.slice()
      return inTurn(() => derive(keyId, point))
    },
    async close() {
      isClosed = true
      await inTurn(async () => {
        const session = opened?.session
        opened = undefined
        if (session !== undefined) await cryptoki.closeSession(session).catch(() => {})
      })
    },
  }
}

/**
 * Makes a key pair in the token, whose private half can never be taken out, and gives its id.
 * @throws StoreError as of `openPkcs11KeyProvider`
 */
export async function generatePkcs11Key(options: Pkcs11Options): Promise<string> {
  const cryptoki = await loadCryptoki(options.module)
  const session = await logIn(cryptoki, options, 'write')
  try {
    const shared: Template = [
      [ck.CKA_TOKEN, bool(true)],
      [ck.CKA_ID, new Uint8Array(randomBytes(16))],
      [ck.CKA_LABEL, new TextEncoder().encode(options.keyLabel ?? 'reseal sealing key')],
      [ck.CKA_DERIVE, bool(true)],
    ]
    const before = new Set((await listKeys(cryptoki, session, options.keyLabel)).map(({ keyId }) => keyId))
    await cryptoki.generatePair(
      session,
      [...shared, [ck.CKA_EC_PARAMS, p256]],
      [
        ...shared,
        [ck.CKA_PRIVATE, bool(true)],
        [ck.CKA_SENSITIVE, bool(true)],
        [ck.CKA_EXTRACTABLE, bool(false)],
      ],
    )
    const after = await listKeys(cryptoki, session, options.keyLabel)
    const made = after.find(({ keyId }) => !before.has(keyId))
    if (made === undefined) throw new StoreError('unfit_key')
    return made.keyId
  } finally {
    await cryptoki.closeSession(session).catch(() => {})
  }
}

interface OpenToken {
  readonly session: bigint
  readonly keyIds: readonly string[]
  readonly publicKeys: ReadonlyMap<string, Uint8Array<ArrayBuffer>>
  readonly handles: ReadonlyMap<string, bigint>
}

async function openToken(cryptoki: Cryptoki, options: Pkcs11Options): Promise<OpenToken> {
  const session = await logIn(cryptoki, options, 'read')
  try {
    const keys = await listKeys(cryptoki, session, options.keyLabel)
    return {
      session,
      keyIds: keys.map(({ keyId }) => keyId),
      publicKeys: new Map(keys.map(({ keyId, publicKey }) => [keyId, publicKey])),
      handles: new Map(keys.map(({ keyId, handle }) => [keyId, handle])),
    }
  } catch (error) {
    await cryptoki.closeSession(session).catch(() => {})
    throw error
  }
}

async function logIn(
  cryptoki: Cryptoki,
  { token, pin }: Pkcs11Options,
  mode: 'read' | 'write',
): Promise<bigint> {
  for (const slot of await cryptoki.slots()) {
    if ((await cryptoki.tokenLabel(slot)) !== token) continue
    const session = await cryptoki.openSession(slot, mode)
    try {
      await cryptoki.login(session, new TextEncoder().encode(pin))
      return session
    } catch (error) {
      await cryptoki.closeSession(session).catch(() => {})
      throw error
    }
  }
  throw new StoreError('key_token_missing')
}

interface TokenKey {
  readonly keyId: string
  readonly handle: bigint
  readonly publicKey: Uint8Array<ArrayBuffer>
}

/** Keys of P-256 that may derive, in the order of their CKA_ID, so that each start finds the same one first. */
async function listKeys(
  cryptoki: Cryptoki,
  session: bigint,
  label: string | undefined,
): Promise<readonly TokenKey[]> {
  const labelled: Template = label === undefined ? [] : [[ck.CKA_LABEL, new TextEncoder().encode(label)]]
  const handles = await cryptoki.find(session, [
    [ck.CKA_CLASS, ulong(ck.CKO_PRIVATE_KEY)],
    [ck.CKA_KEY_TYPE, ulong(ck.CKK_EC)],
    [ck.CKA_DERIVE, bool(true)],
    ...labelled,
  ])
  const found: (TokenKey & { readonly id: string })[] = []
  for (const handle of handles) {
    const id = await cryptoki.attribute(session, handle, ck.CKA_ID)
    const publicKey = id && (await findPublicKey(cryptoki, session, id))
    if (id === undefined || publicKey === undefined) continue
    await assertStays(cryptoki, session, handle)
    const keyId = sealingKeyId(publicKey)
    found.push({ keyId, handle, publicKey, id: Buffer.from(id).toString('hex') })
  }
  return found.sort((a, b) => (a.id < b.id ? -1 : 1))
}

/** Undefined where it is of another curve, or not there. */
async function findPublicKey(
  cryptoki: Cryptoki,
  session: bigint,
  id: Uint8Array,
): Promise<Uint8Array<ArrayBuffer> | undefined> {
  const [handle] = await cryptoki.find(session, [
    [ck.CKA_CLASS, ulong(ck.CKO_PUBLIC_KEY)],
    [ck.CKA_KEY_TYPE, ulong(ck.CKK_EC)],
    [ck.CKA_EC_PARAMS, p256],
    [ck.CKA_ID, id],
  ])
  if (handle === undefined) return undefined
  const point = await cryptoki.attribute(session, handle, ck.CKA_EC_POINT)
  // An OCTET STRING of DER; some modules give the point bare.
  const bare = point?.length === 67 && point[0] === 4 && point[1] === 65 ? point.subarray(2) : point
  if (bare === undefined) return undefined
  const publicKey = new Uint8Array(bare)
  assertPoint(publicKey)
  return publicKey
}

async function assertStays(cryptoki: Cryptoki, session: bigint, handle: bigint): Promise<void> {
  const [sensitive, extractable] = [
    await cryptoki.attribute(session, handle, ck.CKA_SENSITIVE),
    await cryptoki.attribute(session, handle, ck.CKA_EXTRACTABLE),
  ]
  if (sensitive?.[0] !== 1 || extractable?.[0] !== 0) throw new StoreError('extractable_key')
}

/** A session does one thing at a time (§2.6 of the specification). */
function createTurns(): <T>(work: () => Promise<T>) => Promise<T> {
  let last: Promise<unknown> = Promise.resolve()
  return (work) => {
    const turn = last.then(work, work)
    last = turn.catch(() => {})
    return turn
  }
}
