// Where evidence lies, as an auditor names it on the command line: a folder, or a bucket as s3://bucket/prefix.
import { resolve } from 'node:path'
import type { ObjectStore, ProbedStore } from '@reseal/store'
import { CliError } from '../cli-error.ts'
import type { StorageConfig } from '../deployment/config-file.ts'
import { openStorage, probedStorage } from '../deployment/storage.ts'

/** An opened place of evidence. */
export interface EvidencePlace {
  readonly kind: StorageConfig['kind']
  readonly store: ObjectStore
  readonly probed: ProbedStore
}

/**
 * Opens `text`: a folder below `cwd`, or `s3://bucket/prefix?region=…&endpoint=…`, read with the credentials that the AWS SDK
 * finds.
 * @throws CliError 'usage'
 */
export function openEvidencePlace(text: string, cwd: string): EvidencePlace {
  if (!text.startsWith('s3://')) return placeOf({ kind: 'folder' }, resolve(cwd, text))
  const url = parseUrl(text)
  const prefix = decodeURIComponent(url.pathname.replace(/^\//, ''))
  const [region, endpoint] = [url.searchParams.get('region'), url.searchParams.get('endpoint')]
  const config: StorageConfig = {
    kind: 's3',
    bucket: url.hostname,
    ...(prefix === '' ? {} : { prefix: prefix.endsWith('/') ? prefix : `${prefix}/` }),
    ...(region === null ? {} : { region }),
    ...(endpoint === null ? {} : { endpoint, forcePathStyle: true }),
  }
  return placeOf(config, '')
}

function parseUrl(text: string): URL {
  try {
    return new URL(text)
  } catch (cause) {
    throw new CliError('usage', 'A bucket is named as s3://bucket/prefix.', { cause })
  }
}

/** A deployment's own place. */
export function placeOf(config: StorageConfig, folder: string): EvidencePlace {
  return { kind: config.kind, store: openStorage(config, folder), probed: probedStorage(config) }
}
