// Tokens of SoftHSM in a folder of their own, for one test file: the module reads where its tokens are from the environment of
// the process, once.
import { execFile } from 'node:child_process'
import { createECDH, createPrivateKey } from 'node:crypto'
import { mkdir, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import koffi from 'koffi'
import { bool, ck, loadCryptoki, ulong } from '../src/keys/pkcs11/cryptoki.ts'

const run = promisify(execFile)

/** Where Debian puts the module. */
export const softhsmModule: string = process.env['RESEAL_SOFTHSM'] ?? '/usr/lib/softhsm/libsofthsm2.so'

/** A token, and how to log in to it. */
export interface SoftToken {
  readonly module: string
  readonly token: string
  readonly pin: string
}

/** Makes a folder of tokens and points this process at it; nothing has to have loaded the module before. */
export async function useSoftTokens(folder: string): Promise<{
  /** The file that SOFTHSM2_CONF names, for other processes. */
  readonly settings: string
  create(label: string): Promise<SoftToken>
}> {
  const tokens = join(folder, 'tokens')
  await mkdir(tokens)
  const settings = join(folder, 'softhsm2.conf')
  await writeFile(
    settings,
    `directories.tokendir = ${tokens}\nobjectstore.backend = file\nlog.level = ERROR\n`,
  )
  process.env['SOFTHSM2_CONF'] = settings
  return {
    settings,
    async create(token) {
      const pin = '4711-secret-pin'
      const login = ['--so-pin', 'officer-pin', '--pin', pin]
      await run('softhsm2-util', ['--init-token', '--free', '--label', token, ...login])
      return { module: softhsmModule, token, pin }
    },
  }
}

/** What a key is made with. */
export interface SoftKey {
  readonly scalar: Uint8Array
  /** Hexadecimal digits. */
  readonly id: string
  readonly label: string
}

/** Imports a private key, sensitive and not to be extracted, and lets it derive, which SoftHSM's own tool does not. */
export async function importSoftKey(
  folder: string,
  { module, token, pin }: SoftToken,
  { scalar, id, label }: SoftKey,
): Promise<void> {
  const file = join(folder, `${id}.pem`)
  await writeFile(file, toPem(scalar), { mode: 0o600 })
  const key = ['--id', id, '--label', label]
  await run('softhsm2-util', ['--import', file, '--token', token, '--pin', pin, ...key])
  await rm(file)
  await withSession({ module, token, pin }, async (session, cryptoki) => {
    const [handle] = await cryptoki.find(session, [
      [ck.CKA_CLASS, ulong(ck.CKO_PRIVATE_KEY)],
      [ck.CKA_LABEL, new TextEncoder().encode(label)],
    ])
    const library = koffi.load(module)
    const set = library.func('C_SetAttributeValue', 'ulong', ['ulong', 'ulong', 'void *', 'ulong'])
    const value = bool(true)
    const derive = Buffer.concat([ulong(ck.CKA_DERIVE), ulong(koffi.address(value)), ulong(1)])
    const result: unknown = set(session, handle, derive, 1)
    if (Number(result) !== 0) throw new Error('SoftHSM does not let the key derive')
  })
}

/** Does something within a session that is logged in. */
export async function withSession(
  { module, token, pin }: SoftToken,
  work: (session: bigint, cryptoki: Awaited<ReturnType<typeof loadCryptoki>>) => Promise<void>,
): Promise<void> {
  const cryptoki = await loadCryptoki(module)
  for (const slot of await cryptoki.slots()) {
    if ((await cryptoki.tokenLabel(slot)) !== token) continue
    const session = await cryptoki.openSession(slot, 'write')
    await cryptoki.login(session, new TextEncoder().encode(pin))
    await work(session, cryptoki)
    await cryptoki.closeSession(session)
    return
  }
  throw new Error('no such token')
}

function toPem(scalar: Uint8Array): string {
  const pair = createECDH('prime256v1')
  pair.setPrivateKey(scalar)
  const point = pair.getPublicKey()
  const text = (part: Uint8Array): string => Buffer.from(part).toString('base64url')
  const jwk = {
    kty: 'EC',
    crv: 'P-256',
    x: text(point.subarray(1, 33)),
    y: text(point.subarray(33)),
    d: text(scalar),
  }
  return createPrivateKey({ key: jwk, format: 'jwk' }).export({ type: 'pkcs8', format: 'pem' }) as string
}
