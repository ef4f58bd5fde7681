// Sealing keys in a real PKCS#11 token, SoftHSM: the contract, what the token never gives out, and logins that fail.
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setImmediate } from 'node:timers/promises'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import koffi from 'koffi'
import { afterAll, expect, test } from 'vitest'
import { keyProviderContract, vector } from '../../../test/key-provider-contract.ts'
import { importSoftKey, useSoftTokens, withSession } from '../../../test/softhsm.ts'
import { bool, ck, loadCryptoki, ulong } from './cryptoki.ts'
import { generatePkcs11Key, openPkcs11KeyProvider } from './pkcs11-key-provider.ts'

// Before anything loads the module.
const folder = await mkdtemp(join(tmpdir(), 'reseal-pkcs11-'))
const tokens = await useSoftTokens(folder)
const token = await tokens.create('vector')
const generated = await tokens.create('generated')
const labels = await tokens.create('labels')
const guarded = await tokens.create('guarded')
await importSoftKey(folder, token, { scalar: vector.scalar, id: '01', label: 'vector' })
afterAll(() => rm(folder, { recursive: true, force: true }))

keyProviderContract('a PKCS#11 token', () => openPkcs11KeyProvider(token))

test('makes keys whose private halves no call gives out', async () => {
  const first = await generatePkcs11Key(generated)
  const second = await generatePkcs11Key(generated)
  const provider = await openPkcs11KeyProvider(generated)
  expect([...provider.keyIds].sort()).toEqual([first, second].sort())
  expect(await provider.publicKey(first)).toHaveLength(65)
  await withSession(generated, async (session, cryptoki) => {
    const keys = await cryptoki.find(session, [[ck.CKA_CLASS, ulong(ck.CKO_PRIVATE_KEY)]])
    expect(keys).toHaveLength(2)
    for (const key of keys) {
      expect(await cryptoki.attribute(session, key, ck.CKA_VALUE)).toBeUndefined()
      // The same call reads what is no secret.
      expect(await cryptoki.attribute(session, key, ck.CKA_SENSITIVE)).toEqual(bool(true))
      expect(await cryptoki.attribute(session, key, ck.CKA_EXTRACTABLE)).toEqual(bool(false))
    }
  })
  await provider.close()
})

test('takes keys of a label alone, and refuses one that can be taken out', async () => {
  const kept = await generatePkcs11Key({ ...labels, keyLabel: 'sealing' })
  const fit = (extractable: boolean) =>
    withSession(labels, async (session, cryptoki) => {
      const shared = [
        [ck.CKA_TOKEN, bool(true)],
        [ck.CKA_ID, new Uint8Array([9])],
        [ck.CKA_LABEL, new TextEncoder().encode('loose')],
        [ck.CKA_DERIVE, bool(true)],
      ] as const
      const p256 = Uint8Array.from([6, 8, 0x2a, 0x86, 0x48, 0xce, 0x3d, 3, 1, 7])
      await cryptoki.generatePair(
        session,
        [...shared, [ck.CKA_EC_PARAMS, p256]],
        [...shared, [ck.CKA_SENSITIVE, bool(true)], [ck.CKA_EXTRACTABLE, bool(extractable)]],
      )
    })
  await fit(true)
  const labelled = await openPkcs11KeyProvider({ ...labels, keyLabel: 'sealing' })
  expect(labelled.keyIds).toEqual([kept])
  await labelled.close()
  await expect(openPkcs11KeyProvider(labels)).rejects.toMatchObject({ code: 'extractable_key' })
})

test('keeps the module, and what calls point to, through collections of garbage', async () => {
  setFlagsFromString('--expose-gc')
  const collect = runInNewContext('gc') as () => void
  const provider = await openPkcs11KeyProvider(token)
  for (let round = 0; round < 20; round++) {
    const derived = provider.deriveSharedSecret(vector.keyId, vector.peer)
    collect()
    // What is collected is let go of in a later turn.
    await setImmediate()
    expect(await derived).toEqual(vector.secret)
  }
  await provider.close()
})

test('goes on by itself after the token has forgotten its session', async () => {
  const provider = await openPkcs11KeyProvider(token)
  // What a token does that was pulled out.
  const closeAll = koffi.load(token.module).func('C_CloseAllSessions', 'ulong', ['ulong'])
  const cryptoki = await loadCryptoki(token.module)
  for (const slot of await cryptoki.slots()) {
    if ((await cryptoki.tokenLabel(slot)) === token.token) expect(Number(closeAll(slot))).toBe(0)
  }
  const derive = () => provider.deriveSharedSecret(vector.keyId, vector.peer)
  await expect(derive()).rejects.toMatchObject({ code: 'key_service_unavailable' })
  expect(await derive()).toEqual(vector.secret)
  await provider.close()
})

test.each([
  ['a module that is not there', { module: '/nowhere/libpkcs11.so' }, 'key_module_unusable'],
  ['a module that is none', { module: '/etc/hostname' }, 'key_module_unusable'],
  ['a token that is not there', { token: 'another' }, 'key_token_missing'],
])('says which of its settings is wrong: %s', async (_, change, code) => {
  await expect(openPkcs11KeyProvider({ ...token, ...change })).rejects.toMatchObject({ code })
})

test('does not open with a wrong PIN, and does not say it', async () => {
  const pin = 'not-the-pin-of-it'
  const error = await openPkcs11KeyProvider({ ...guarded, pin }).catch((reason: unknown) => reason)
  expect(error).toMatchObject({ code: 'key_service_refused' })
  expect(JSON.stringify(error) + String(error) + String((error as Error).cause)).not.toContain(pin)
  await expect(generatePkcs11Key({ ...guarded, pin })).rejects.toMatchObject({ code: 'key_service_refused' })
})
