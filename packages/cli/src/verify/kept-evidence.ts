// What an auditor kept: keys from the printout of `reseal init`, signed checkpoints, receipts. Anchors are held against it.
import { createReadStream } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import { decodeBase64url } from '@reseal/protocol'
import {
  type KeptReceipts,
  type LogName,
  logNames,
  logOfOrigin,
  originOfNote,
  type PinnedLog,
  type PinnedLogs,
  readJsonLines,
  verifierKeysIn,
} from '@reseal/verifier'
import { CliError } from '../cli-error.ts'
import type { CommandContext } from '../command-line/command.ts'

/**
 * Keys given as such or as files that hold them, such as a kept printout of `reseal init`, over those of `known`.
 * @throws CliError 'usage'
 */
export async function readPinnedKeys(
  given: readonly string[],
  known: PinnedLogs,
  context: CommandContext,
): Promise<PinnedLogs> {
  const pinned: Partial<Record<LogName, PinnedLog>> = { ...known }
  for (const value of given) {
    const found = verifierKeysIn(value)
    const keys = found.length > 0 ? found : verifierKeysIn(await readText('--key', value, context))
    if (keys.length === 0)
      throw new CliError('usage', '--key is neither a verifier key nor a file that holds one.')
    for (const { origin, verifierKey } of keys) {
      const log = logOfOrigin(origin, known)
      if (!log) {
        const names = logNames.map((name) => known[name]?.origin ?? `…/${name}`).join(' and ')
        throw new CliError('usage', `--key names a log that this deployment does not have; it has ${names}.`)
      }
      pinned[log] = { origin, verifierKey }
    }
  }
  return pinned
}

/**
 * Kept checkpoints, each of the log that it names.
 * @throws CliError 'usage'
 */
export async function readKeptCheckpoints(
  files: readonly string[],
  pinned: PinnedLogs,
  context: CommandContext,
): Promise<Partial<Record<LogName, string>>> {
  const kept: Partial<Record<LogName, string>> = {}
  for (const file of files) {
    const note = await readText('--since', file, context)
    const log = logOfOrigin(originOfNote(note), pinned)
    if (!log) throw new CliError('usage', `--since: ${file} is not a checkpoint of a log of this deployment.`)
    kept[log] = note
  }
  return kept
}

/**
 * Receipts that a recorder kept, as JSON Lines, and the key that signs them.
 * @throws CliError 'usage'
 */
export async function readKeptReceipts(
  file: string,
  { key, initFile }: { readonly key: string | undefined; readonly initFile: string | undefined },
  context: CommandContext,
): Promise<KeptReceipts> {
  const path = resolve(context.cwd, file)
  const encoded = key ?? (await receiptKeyOf(initFile))
  if (encoded === undefined)
    throw new CliError('usage', '--receipts needs --receipt-key: the receiptKey of init.json.')
  await readText('--receipts', file, context)
  try {
    return { receipts: readJsonLines(createReadStream(path)), publicKey: decodeBase64url(encoded) }
  } catch (cause) {
    throw new CliError('usage', '--receipt-key is no receipt key; init.json has it as receiptKey.', { cause })
  }
}

async function receiptKeyOf(initFile: string | undefined): Promise<string | undefined> {
  if (initFile === undefined) return undefined
  try {
    const { receiptKey } = JSON.parse(await readFile(initFile, 'utf8')) as { receiptKey?: unknown }
    return typeof receiptKey === 'string' ? receiptKey : undefined
  } catch {
    return undefined
  }
}

/**
 * A file's text.
 * @throws CliError 'usage'
 */
export async function readText(option: string, file: string, { cwd }: CommandContext): Promise<string> {
  return await readFile(resolve(cwd, file), 'utf8').catch((cause: unknown) => {
    throw new CliError('usage', `${option}: ${file} cannot be read.`, { cause })
  })
}
