// What an auditor kept: keys from the printout of `reseal init`, signed checkpoints, receipts. Anchors are held against it.
import { createReadStream } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import { decodeBase64url } from '@reseal/protocol'
import { parseNote, parseVerifierKey } from '@reseal/protocol/log'
import { type KeptReceipts, type LogName, logNames, type PinnedLog, readJsonLines } from '@reseal/verifier'
import { CliError } from '../cli-error.ts'
import type { CommandContext } from '../command-line/command.ts'

/** Keys of the logs, as far as they are known. */
export type PinnedLogs = Readonly<Partial<Record<LogName, PinnedLog>>>

const keyPattern = /[^\s"'+]+\+[0-9a-f]{8}\+[A-Za-z0-9+/]{44}/g

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
    const found = keysIn(value)
    const keys = found.length > 0 ? found : keysIn(await readText('--key', value, context))
    if (keys.length === 0)
      throw new CliError('usage', '--key is neither a verifier key nor a file that holds one.')
    for (const verifierKey of keys) {
      const { name: origin } = parseVerifierKey(verifierKey)
      const log = logOf(origin, known)
      if (!log) {
        const names = logNames.map((name) => known[name]?.origin ?? `…/${name}`).join(' and ')
        throw new CliError('usage', `--key names a log that this deployment does not have; it has ${names}.`)
      }
      pinned[log] = { origin, verifierKey }
    }
  }
  return pinned
}

function keysIn(text: string): readonly string[] {
  return [...text.matchAll(keyPattern)].map(([key]) => key).filter(isKey)
}

function isKey(key: string): boolean {
  try {
    parseVerifierKey(key)
    return true
  } catch {
    return false
  }
}

/** Which log an origin names: by the pinned ones, else by how `reseal init` names them. */
function logOf(origin: string | undefined, pinned: PinnedLogs): LogName | undefined {
  return logNames.find((log) =>
    pinned[log] ? pinned[log].origin === origin : origin?.endsWith(`/${log}`) === true,
  )
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
    const log = logOf(originOfNote(note), pinned)
    if (!log) throw new CliError('usage', `--since: ${file} is not a checkpoint of a log of this deployment.`)
    kept[log] = note
  }
  return kept
}

function originOfNote(note: string): string | undefined {
  try {
    return parseNote(note).text.split('\n')[0]
  } catch {
    return undefined
  }
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
