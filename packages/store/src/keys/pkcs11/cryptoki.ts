// The calls of PKCS#11 (OASIS, Cryptographic Token Interface Base Specification 2.40) that sealing keys need, of a module that
// its vendor ships as a shared library. Calls run beside the event loop: a token in the network takes its time.
import { endianness } from 'node:os'
import { StoreError, type StoreErrorCode } from '../../store-error.ts'
import { type Argument, describeResult, type FunctionName, type Loaded, loadModule } from './load-module.ts'

/** Type and value of each attribute. */
export type Template = readonly (readonly [type: number, value: Uint8Array])[]

/** A loaded module. Everything throws StoreError key_service_unavailable, key_service_refused or unfit_key. */
export interface Cryptoki {
  /** Slots with a token in them. */
  slots(): Promise<readonly bigint[]>
  tokenLabel(slot: bigint): Promise<string>
  openSession(slot: bigint, mode: 'read' | 'write'): Promise<bigint>
  closeSession(session: bigint): Promise<void>
  login(session: bigint, pin: Uint8Array): Promise<void>
  find(session: bigint, template: Template): Promise<readonly bigint[]>
  /** Undefined where the object has none such, or does not give it out. */
  attribute(session: bigint, object: bigint, type: number): Promise<Uint8Array | undefined>
  /** §2.3.5, with CKD_NULL: the x-coordinate of the shared point. */
  deriveEcdh(session: bigint, key: bigint, point: Uint8Array): Promise<Uint8Array<ArrayBuffer>>
  /** Makes an elliptic curve key pair in the token. */
  generatePair(session: bigint, publicHalf: Template, privateHalf: Template): Promise<void>
}

/** Attributes of objects, and what they are, by their names in the specification. */
export const ck = {
  CKA_CLASS: 0x0,
  CKA_TOKEN: 0x1,
  CKA_PRIVATE: 0x2,
  CKA_LABEL: 0x3,
  CKA_VALUE: 0x11,
  CKA_KEY_TYPE: 0x100,
  CKA_ID: 0x102,
  CKA_SENSITIVE: 0x103,
  CKA_DERIVE: 0x10c,
  CKA_VALUE_LEN: 0x161,
  CKA_EXTRACTABLE: 0x162,
  CKA_EC_PARAMS: 0x180,
  CKA_EC_POINT: 0x181,
  CKO_PUBLIC_KEY: 0x2,
  CKO_PRIVATE_KEY: 0x3,
  CKO_SECRET_KEY: 0x4,
  CKK_EC: 0x3,
  CKK_GENERIC_SECRET: 0x10,
} as const

const CKM_EC_KEY_PAIR_GEN = 0x1040
const CKM_ECDH1_DERIVE = 0x1050
const CKD_NULL = 1
const CKU_USER = 1
const CKF_RW_SESSION = 2
const CKF_SERIAL_SESSION = 4
const CKF_OS_LOCKING_OK = 2
// What an attribute's length becomes where there is none to be had.
const unavailable = 2n ** 64n - 1n

const ok = 0
const alreadyInitialized = 0x191
const alreadyLoggedIn = 0x100
const attributeSensitive = 0x11
const attributeInvalid = 0x12

/** The eight bytes of a CK_ULONG. */
export function ulong(value: number | bigint): Uint8Array<ArrayBuffer> {
  const bytes = Buffer.alloc(8)
  bytes.writeBigUInt64LE(BigInt(value))
  return new Uint8Array(bytes)
}

/** A CK_BBOOL. */
export function bool(value: boolean): Uint8Array<ArrayBuffer> {
  return new Uint8Array([value ? 1 : 0])
}

/**
 * Loads a module and initialises it. Another load of the same module in this process gives the same one.
 * @throws StoreError key_module_unusable
 */
export async function loadCryptoki(modulePath: string): Promise<Cryptoki> {
  // Elsewhere structures are laid out otherwise (§2.1 of the specification: Windows packs them).
  const isKnownLayout = process.platform !== 'win32' && endianness() === 'LE' && !process.arch.endsWith('32')
  if (!isKnownLayout) throw new StoreError('key_module_unusable')
  const loaded = await loadModule(modulePath).catch((cause: unknown) => {
    throw new StoreError('key_module_unusable', cause)
  })
  const settings = loaded.structure([0, 0, 0, 0, CKF_OS_LOCKING_OK, 0])
  const result = await loaded.calls.C_Initialize(settings)
  if (result !== ok && result !== alreadyInitialized) {
    throw new StoreError('key_module_unusable', new Error(describeResult('C_Initialize', result)))
  }
  return createCryptoki(loaded)
}

function createCryptoki({ calls, structure }: Loaded): Cryptoki {
  async function expectOk(name: FunctionName, args: readonly Argument[], allowed?: number): Promise<void> {
    const result = await calls[name](...args)
    if (result !== ok && result !== allowed) throw failure(name, result)
  }

  /** CK_ATTRIBUTE[], and how many. */
  const pack = (template: Template): readonly [Uint8Array, number] => [
    structure(template.flatMap(([type, value]) => [type, value, value.length])),
    template.length,
  ]

  async function attribute(session: bigint, object: bigint, type: number): Promise<Uint8Array | undefined> {
    const read = async (value: Uint8Array | undefined): Promise<bigint | undefined> => {
      const packed = structure([type, value ?? 0, value?.length ?? 0])
      const result = await calls.C_GetAttributeValue(session, object, packed, 1)
      if (result === attributeSensitive || result === attributeInvalid) return undefined
      if (result !== ok) throw failure('C_GetAttributeValue', result)
      const length = packed.readBigUInt64LE(16)
      return length === unavailable ? undefined : length
    }
    const length = await read(undefined)
    if (length === undefined || length > 4096n) return undefined
    const value = new Uint8Array(Number(length))
    // An empty one has no place.
    return length === 0n || (await read(value)) !== undefined ? value : undefined
  }

  async function find(session: bigint, template: Template): Promise<readonly bigint[]> {
    await expectOk('C_FindObjectsInit', [session, ...pack(template)])
    const found = Buffer.alloc(8 * maxObjects)
    const count = Buffer.alloc(8)
    try {
      await expectOk('C_FindObjects', [session, found, maxObjects, count])
    } finally {
      await calls.C_FindObjectsFinal(session)
    }
    return readHandles(found, Number(count.readBigUInt64LE()))
  }

  return {
    attribute,
    find,
    async slots() {
      const count = Buffer.from(ulong(maxObjects))
      const found = Buffer.alloc(8 * maxObjects)
      await expectOk('C_GetSlotList', [1, found, count])
      return readHandles(found, Number(count.readBigUInt64LE()))
    },
    async tokenLabel(slot) {
      // CK_TOKEN_INFO: 208 bytes, of which the first 32 are the label, padded with spaces.
      const info = Buffer.alloc(256)
      await expectOk('C_GetTokenInfo', [slot, info])
      return info.toString('utf8', 0, 32).trimEnd()
    },
    async openSession(slot, mode) {
      const session = Buffer.alloc(8)
      const flags = CKF_SERIAL_SESSION | (mode === 'write' ? CKF_RW_SESSION : 0)
      await expectOk('C_OpenSession', [slot, flags, null, null, session])
      return session.readBigUInt64LE()
    },
    closeSession: (session) => expectOk('C_CloseSession', [session]),
    login: (session, pin) => expectOk('C_Login', [session, CKU_USER, pin, pin.length], alreadyLoggedIn),
    async deriveEcdh(session, key, point) {
      const parameters = structure([CKD_NULL, 0, 0, point.length, point])
      const mechanism = structure([CKM_ECDH1_DERIVE, parameters, parameters.length])
      const derived = Buffer.alloc(8)
      await expectOk('C_DeriveKey', [session, mechanism, key, ...pack(secretTemplate()), derived])
      const handle = derived.readBigUInt64LE()
      try {
        const secret = await attribute(session, handle, ck.CKA_VALUE)
        if (secret?.length !== 32) throw new StoreError('unfit_key')
        return new Uint8Array(secret)
      } finally {
        await calls.C_DestroyObject(session, handle)
      }
    },
    async generatePair(session, publicHalf, privateHalf) {
      const mechanism = structure([CKM_EC_KEY_PAIR_GEN, 0, 0])
      const handles = [Buffer.alloc(8), Buffer.alloc(8)] as const
      await expectOk('C_GenerateKeyPair', [
        session,
        mechanism,
        ...pack(publicHalf),
        ...pack(privateHalf),
        ...handles,
      ])
    },
  }
}

const maxObjects = 1024

function readHandles(bytes: Buffer, count: number): readonly bigint[] {
  return Array.from({ length: Math.min(count, maxObjects) }, (_, index) => bytes.readBigUInt64LE(8 * index))
}

/** The secret alone leaves the token: it opens one stream, and the key that it was derived with stays. */
function secretTemplate(): Template {
  return [
    [ck.CKA_CLASS, ulong(ck.CKO_SECRET_KEY)],
    [ck.CKA_KEY_TYPE, ulong(ck.CKK_GENERIC_SECRET)],
    [ck.CKA_TOKEN, bool(false)],
    [ck.CKA_SENSITIVE, bool(false)],
    [ck.CKA_EXTRACTABLE, bool(true)],
    [ck.CKA_VALUE_LEN, ulong(32)],
  ]
}

// CKR_PIN_INCORRECT, _INVALID, _LEN_RANGE, _EXPIRED, _LOCKED, and CKR_USER_PIN_NOT_INITIALIZED.
const refused: readonly number[] = [0xa0, 0xa1, 0xa2, 0xa3, 0xa4, 0x102]
// CKR_KEY_TYPE_INCONSISTENT, _KEY_FUNCTION_NOT_PERMITTED, _MECHANISM_INVALID.
const unfit: readonly number[] = [0x63, 0x68, 0x70]

function failure(name: FunctionName, result: number): StoreError {
  const code: StoreErrorCode = refused.includes(result)
    ? 'key_service_refused'
    : unfit.includes(result)
      ? 'unfit_key'
      : 'key_service_unavailable'
  return new StoreError(code, new Error(describeResult(name, result)))
}
