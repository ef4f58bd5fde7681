// What services need of their settings beyond what a parser sees: logins that are given, key files that can be read.
import { readReceiptKeyFile } from '@reseal/ingest'
import { assertSafeTransport } from '@reseal/listener'
import {
  areKeysAway,
  assertSafeDatabase,
  assertSafeEndpoint,
  assertSafeSink,
  loadCheckpointSigner,
  readPrivateFile,
  type ServiceRole,
  StoreError,
} from '@reseal/store'
import { explainError } from '../command-line/explain-error.ts'
import type { DeploymentConfig } from './config.ts'
import type { StorageConfig } from './config-file.ts'
import { identityProblems } from './identity-settings.ts'
import { describeSealingKeys, listSealingKeys } from './sealing-keys.ts'
import { sealingProblems } from './sealing-settings.ts'
import { databaseVariables, sinkSecretVariable } from './settings.ts'

/** One line for each thing that is missing or unfit; nothing is started or connected to. */
export async function findProblems(
  config: DeploymentConfig,
  services: readonly ServiceRole[],
): Promise<readonly string[]> {
  const problems: string[] = []
  for (const service of services) {
    if (config.database.kind === 'external' && config.databaseUrls[service] === undefined) {
      const expected = `postgresql://reseal_${service}:PASSWORD@HOST/DATABASE`
      problems.push(`${databaseVariables[service]}: expected ${expected}`)
    }
    for (const problem of transportProblems(config, service)) problems.push(problem)
    if (service === 'worker' && config.anchoring?.sink && config.anchorSinkSecret === undefined) {
      problems.push(`${sinkSecretVariable}: expected the secret that the sink knows the worker by`)
    }
    if (service === 'worker' && config.otlp?.authorizationFile !== undefined) {
      await readPrivateFile(config.otlp.authorizationFile).catch((error: unknown) => {
        problems.push(`RESEAL_OTLP_AUTHORIZATION_FILE: ${explainError(error, false)}`)
      })
    }
    if (service === 'viewer') problems.push(...identityProblems(config.identity, config.oidcClientSecret))
    if (service !== 'ingest') problems.push(...(await sealingKeyProblems(config)))
    if (service === 'viewer') continue
    await readKey(config, service).catch((error: unknown) => {
      problems.push(`${keyFileOf(config, service)}: ${explainError(error, false)}`)
    })
  }
  // Viewer and worker have the same keys.
  return [...new Set(problems)]
}

function transportProblems(config: DeploymentConfig, service: ServiceRole): readonly string[] {
  const { host, tls, trustedProxies: trustedProxyHops } = config
  const databaseUrl = config.database.kind === 'external' ? config.databaseUrls[service] : undefined
  const { s3, sink } = config.anchoring ?? {}
  const checks: readonly (readonly [name: string, check: () => void])[] = [
    ['RESEAL_HOST', () => service !== 'worker' && assertSafeTransport({ host, tls, trustedProxyHops })],
    [databaseVariables[service], () => databaseUrl !== undefined && assertSafeDatabase(databaseUrl)],
    ['RESEAL_S3_ENDPOINT', () => assertSafeStorage(config.objects)],
    ['RESEAL_ANCHOR_S3_ENDPOINT', () => service !== 'ingest' && assertSafeStorage(config.anchor)],
    ['RESEAL_ANCHOR_COPY_S3_ENDPOINT', () => service !== 'ingest' && s3 && assertSafeStorage(s3)],
    [
      'RESEAL_OTLP_ENDPOINT',
      () => service === 'worker' && config.otlp && assertSafeEndpoint(new URL(config.otlp.endpoint)),
    ],
    ['RESEAL_ANCHOR_SINK_URL', () => service === 'worker' && sink && assertSafeSink(sink.url)],
  ]
  return checks.flatMap(([name, check]) => {
    try {
      check()
      return []
    } catch (error) {
      return [`${name}: ${explainError(error, false)}`]
    }
  })
}

function assertSafeStorage(config: StorageConfig | { readonly endpoint?: string | undefined }): void {
  if ('endpoint' in config && config.endpoint !== undefined) assertSafeEndpoint(new URL(config.endpoint))
}

function keyFileOf({ paths }: DeploymentConfig, service: 'ingest' | 'worker'): string {
  return service === 'ingest' ? paths.receiptKey : paths.checkpointKey
}

async function readKey(config: DeploymentConfig, service: 'ingest' | 'worker'): Promise<unknown> {
  const path = keyFileOf(config, service)
  return service === 'ingest'
    ? readReceiptKeyFile(path)
    : loadCheckpointSigner(path, config.logs.audit.origin, config.keySecrets.checkpointPassphrase)
}

/**
 * A key file that is lost, or a key service that does not answer, keeps nobody from starting: what needs no key goes on, and
 * readiness says what is missing.
 */
async function sealingKeyProblems(config: DeploymentConfig): Promise<readonly string[]> {
  const missing = sealingProblems(config, config.keySecrets)
  if (missing.length > 0) return missing
  try {
    await listSealingKeys(config)
    return []
  } catch (error) {
    if (error instanceof StoreError && areKeysAway(error)) return []
    return [`${describeSealingKeys(config)}: ${explainError(error, false)}`]
  }
}
