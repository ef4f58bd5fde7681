// What a sink is reached with: a private file (mode 0600) named for the sink, read anew for each turn so that it can be
// changed without a restart.
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { readPrivateFile } from '@reseal/store'
import { SinkError } from './sink-error.ts'

/** What the file of a sink holds, as JSON. */
export interface SinkSecret {
  /** HTTPS: key of the signature, base64 of 24 bytes or more. */
  readonly signingKey?: string
  /** S3, where the machine has no credentials of its own. */
  readonly accessKeyId?: string
  readonly secretAccessKey?: string
}

/** Where the secret of a sink lies. */
export function sinkSecretFile(folder: string, name: string): string {
  return join(folder, `${name}.json`)
}

/**
 * Reads it; nothing where there is no file.
 * @throws SinkError `secret` for one that others can read, or that is not of the form
 */
export async function readSinkSecret(folder: string, name: string): Promise<SinkSecret> {
  const path = sinkSecretFile(folder, name)
  if (!existsSync(path)) return {}
  try {
    const parsed: unknown = JSON.parse(await readPrivateFile(path))
    const isSecret =
      typeof parsed === 'object' &&
      parsed !== null &&
      Object.values(parsed).every((value) => typeof value === 'string')
    if (isSecret) return parsed
  } catch (cause) {
    throw new SinkError('secret', { cause })
  }
  throw new SinkError('secret')
}
