// What an operator is told of a provider, held against a real one.
import { getRequestListener } from '@hono/node-server'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startIdentityProvider, type TestIdentityProvider } from '../../../test/identity-provider.ts'
import { publicOrigin } from '../../../test/viewer-fixture.ts'
import { checkProvider } from './check-provider.ts'

let idp: TestIdentityProvider
beforeAll(async () => {
  // As in the viewer's process: this changes what `Response` is.
  getRequestListener(() => new Response())
  idp = await startIdentityProvider()
  idp.register(publicOrigin)
})
afterAll(() => idp.stop())

async function check(given: object = {}): Promise<string[]> {
  const { issuer, clientId, clientSecret } = idp
  const findings = await checkProvider({ issuer, clientId, clientSecret, ...given })
  return findings.map(({ kind, text }) => `${kind}: ${text}`)
}

test('a provider that has all is good', async () => {
  expect(await check({ groupRoles: { staff: ['engineer'] } })).toEqual([
    'good: Discovery answers, and its issuer is the one that is configured.',
  ])
})

test('what it does not have is named by the setting that asks for it', async () => {
  const asked = { scopes: 'openid groups', requiredAcr: ['gold'], groupsClaim: 'teams', groupRoles: {} }
  expect(await check(asked)).toEqual([
    expect.stringMatching(/^good/u),
    expect.stringMatching(/^problem: .*groups \(RESEAL_OIDC_SCOPES\)/u),
    expect.stringMatching(/^note: .*RESEAL_OIDC_GROUPS_CLAIM/u),
  ])
})

test('an issuer that is not there, or is another’s, is told apart', async () => {
  expect(await check({ issuer: idp.issuer.replace('127.0.0.1', 'localhost') })).toEqual([
    expect.stringMatching(/^problem: What the issuer answers is no discovery document of its own/u),
  ])
  idp.isDown = true
  expect(await check()).toEqual([expect.stringMatching(/^problem: The issuer does not answer/u)])
})
