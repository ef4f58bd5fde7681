// Key files under a passphrase: scrypt (RFC 7914) makes a key of it, AES-256-GCM encrypts the file's text. What scrypt was run with
// is in the file, within bounds, so that nobody who writes the file decides how much memory reading it takes.
import { createCipheriv, createDecipheriv, randomBytes, type ScryptOptions, scrypt } from 'node:crypto'
import { StoreError } from '../store-error.ts'
import { readPrivateFile, replacePrivateFile } from './private-file.ts'

/** The outer form of a protected file; everything is base64url. */
interface Envelope {
  readonly protected: {
    readonly kdf: 'scrypt'
    /** Cost: 128 · r · n bytes of memory. */
    readonly n: number
    readonly r: number
    readonly p: number
    readonly salt: string
    readonly cipher: 'A256GCM'
    readonly nonce: string
    readonly ciphertext: string
  }
}

// OWASP Password Storage Cheat Sheet: N = 2^17, r = 8, p = 1; 128 MiB.
const cost = { n: 2 ** 17, r: 8, p: 1 } as const
const least = 2 ** 15
const most = 2 ** 20
const tagBytes = 16

/** The text of a file that holds `text`; without a passphrase the text itself. */
export async function protectText(text: string, passphrase: string | undefined): Promise<string> {
  if (passphrase === undefined) return text
  const [salt, nonce] = [randomBytes(16), randomBytes(12)]
  const cipher = createCipheriv('aes-256-gcm', await deriveKey(passphrase, { ...cost, salt }), nonce)
  cipher.setAAD(associatedData(cost))
  const ciphertext = Buffer.concat([cipher.update(text, 'utf8'), cipher.final(), cipher.getAuthTag()])
  const envelope: Envelope = {
    protected: {
      kdf: 'scrypt',
      ...cost,
      salt: salt.toString('base64url'),
      cipher: 'A256GCM',
      nonce: nonce.toString('base64url'),
      ciphertext: ciphertext.toString('base64url'),
    },
  }
  return `${JSON.stringify(envelope, undefined, 2)}\n`
}

/**
 * The text that a file holds.
 * @throws StoreError passphrase_missing for a protected file without one; wrong_passphrase, also where the file was altered;
 * key_file_unprotected where there is a passphrase and the file is plain; bad_key_file
 */
export async function openText(text: string, passphrase: string | undefined): Promise<string> {
  const envelope = parseEnvelope(text)
  if (envelope === undefined) {
    if (passphrase !== undefined) throw new StoreError('key_file_unprotected')
    return text
  }
  if (passphrase === undefined) throw new StoreError('passphrase_missing')
  const { n, r, p } = envelope
  const [salt, nonce, sealed] = [envelope.salt, envelope.nonce, envelope.ciphertext].map((part) =>
    Buffer.from(part, 'base64url'),
  ) as [Buffer, Buffer, Buffer]
  if (nonce.length !== 12 || salt.length !== 16 || sealed.length < tagBytes)
    throw new StoreError('bad_key_file')
  const key = await deriveKey(passphrase, { n, r, p, salt })
  try {
    const decipher = createDecipheriv('aes-256-gcm', key, nonce)
    decipher.setAAD(associatedData({ n, r, p }))
    decipher.setAuthTag(sealed.subarray(-tagBytes))
    return decipher.update(sealed.subarray(0, -tagBytes), undefined, 'utf8') + decipher.final('utf8')
  } catch (cause) {
    throw new StoreError('wrong_passphrase', cause)
  }
}

/**
 * Protects a plain key file, in place; false where it is protected already, by this passphrase.
 * @throws StoreError as of `openText`; unsafe_key_file
 */
export async function protectKeyFile(path: string, passphrase: string): Promise<boolean> {
  const text = await readPrivateFile(path)
  if (parseEnvelope(text) !== undefined) {
    await openText(text, passphrase)
    return false
  }
  await replacePrivateFile(path, await protectText(text, passphrase))
  return true
}

function associatedData({ n, r, p }: { readonly n: number; readonly r: number; readonly p: number }): Buffer {
  return Buffer.from(`reseal key file, scrypt ${n} ${r} ${p}`)
}

/** Undefined where the text is a plain key file. */
function parseEnvelope(text: string): Envelope['protected'] | undefined {
  let file: Partial<Envelope> | null
  try {
    file = JSON.parse(text) as Partial<Envelope> | null
  } catch (cause) {
    throw new StoreError('bad_key_file', cause)
  }
  const envelope = file?.protected
  if (envelope === undefined) return undefined
  const { kdf, n, r, p, salt, cipher, nonce, ciphertext } = envelope
  const isBounded =
    typeof n === 'number' &&
    Number.isInteger(Math.log2(n)) &&
    n >= least &&
    n <= most &&
    r === 8 &&
    p >= 1 &&
    p <= 4
  const isText = [salt, nonce, ciphertext].every((part) => typeof part === 'string')
  if (kdf !== 'scrypt' || cipher !== 'A256GCM' || !isBounded || !Number.isInteger(p) || !isText) {
    throw new StoreError('bad_key_file')
  }
  return envelope
}

function deriveKey(
  passphrase: string,
  { n, r, p, salt }: { readonly n: number; readonly r: number; readonly p: number; readonly salt: Buffer },
): Promise<Buffer> {
  const options: ScryptOptions = { N: n, r, p, maxmem: 128 * r * n * p + 2 ** 25 }
  // People type the same word in several forms (RFC 8265 §4).
  const normal = passphrase.normalize('NFC')
  return new Promise((resolve, reject) => {
    scrypt(normal, salt, 32, options, (error, key) => (error ? reject(error) : resolve(key)))
  })
}
