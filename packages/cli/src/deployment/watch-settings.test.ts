// What counts as other settings: what a person can set, and nothing that is this machine's or secret.
import { expect, test } from 'vitest'
import { type DeploymentConfig, deploymentPaths } from './config.ts'
import { hashSettings } from './watch-settings.ts'

const urls = {
  owner: undefined,
  ingest: undefined,
  viewer: 'postgresql://v:secret@db/reseal',
  worker: undefined,
}
const config = {
  host: '127.0.0.1',
  trustedProxies: 0,
  paths: deploymentPaths('/srv/reseal'),
  databaseUrls: urls,
  anchorSinkSecret: 'secret',
  oidcClientSecret: 'secret',
} as unknown as DeploymentConfig

test('settings have a hash that changes with any of them', () => {
  expect(hashSettings(config)).toMatch(/^[0-9a-f]{64}$/)
  expect(hashSettings({ ...config, trustedProxies: 1 })).not.toBe(hashSettings(config))
  expect(hashSettings({ ...config, workerRoundMs: 2000 })).not.toBe(hashSettings(config))
})

test('neither passwords nor folders are in it', () => {
  const elsewhere = {
    ...config,
    paths: deploymentPaths('/elsewhere'),
    databaseUrls: { ...urls, viewer: 'postgresql://v:other@db/reseal' },
    anchorSinkSecret: 'other',
    oidcClientSecret: 'other',
  }
  expect(hashSettings(elsewhere)).toBe(hashSettings(config))
})
