// What services need of their settings beyond what a parser sees: logins that are given, key files that can be read.
import { readReceiptKeyFile } from '@reseal/ingest'
import { createFileKeyProvider, loadCheckpointSigner, type ServiceRole } from '@reseal/store'
import { explainError } from '../command-line/explain-error.ts'
import type { DeploymentConfig } from './config.ts'
import { databaseVariables } from './settings.ts'

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
    await readKey(config, service).catch((error: unknown) => {
      problems.push(`${keyFileOf(config, service)}: ${explainError(error, false)}`)
    })
  }
  return problems
}

function keyFileOf({ paths }: DeploymentConfig, service: ServiceRole): string {
  switch (service) {
    case 'ingest':
      return paths.receiptKey
    case 'viewer':
      return paths.sealingKey
    case 'worker':
      return paths.checkpointKey
  }
}

async function readKey(config: DeploymentConfig, service: ServiceRole): Promise<unknown> {
  const path = keyFileOf(config, service)
  switch (service) {
    case 'ingest':
      return readReceiptKeyFile(path)
    case 'viewer':
      return createFileKeyProvider({ path })
    case 'worker':
      return loadCheckpointSigner(path, config.logs.audit.origin)
  }
}
