// Decides where cluster and programs lie. As root, the server runs as an account that may be unable to pass the
// data folder or node_modules (below /root, mode 700): then both go to a place it can reach, noted in the data folder.
import { randomBytes } from 'node:crypto'
import { chmod, lstat, mkdir, readFile, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { StoreError } from '../store-error.ts'
import { binariesAt, copyBinaries, hydrateLinks, locateBinaries, type PostgresBinaries } from './binaries.ts'
import { canPass, canReach, chooseServerAccount, type ServerAccount } from './server-account.ts'
import type { Cluster } from './server-process.ts'

type Progress = (message: string) => void

// /var/tmp is for systems whose /var/lib cannot be written, such as containers.
const lastingFolders = ['/var/lib/reseal', '/var/tmp/reseal']

/** Prepares the folders and programs of the cluster that belongs to `dataDir`. */
export async function prepareCluster(dataDir: string, onProgress: Progress): Promise<Cluster> {
  const made = await mkdir(dataDir, { recursive: true })
  // Passable, not listable: what is secret inside has a mode of its own.
  if (made !== undefined) await chmod(dataDir, 0o711)
  const account = await chooseServerAccount()
  const binaries = await reachableBinaries(dataDir, account, onProgress)
  return { folder: await clusterFolder(dataDir, account, onProgress), binaries, account }
}

async function reachableBinaries(
  dataDir: string,
  account: ServerAccount | undefined,
  onProgress: Progress,
): Promise<PostgresBinaries> {
  const installedPackage = locateBinaries()
  const hydrated = await hydrateLinks(installedPackage.nativeRoot).then(
    () => true,
    () => false,
  )
  const installed = binariesAt(installedPackage.nativeRoot)
  const reachable = !account || (await canReach(installed.postgres, account))
  if (hydrated && reachable) return installed
  const folder = reachable ? resolve(dataDir) : await sharedFolder(dataDir)
  const onCopy = (): void => onProgress(`copying the embedded PostgreSQL to ${folder}`)
  return binariesAt(await copyBinaries(installedPackage, folder, onCopy))
}

async function clusterFolder(
  dataDir: string,
  account: ServerAccount | undefined,
  onProgress: Progress,
): Promise<string> {
  const noted = await notedFolder(dataDir)
  if (noted !== undefined) return noted
  const own = join(resolve(dataDir), 'cluster')
  if (!account) return own
  if (await canPass(dataDir, account)) return own
  // Random, not named after the data folder: a folder deleted and made again must not meet its old cluster.
  const folder = join(await sharedFolder(dataDir), `cluster-${randomBytes(8).toString('hex')}`)
  onProgress(`the server's account cannot pass ${resolve(dataDir)}: the database lies in ${folder}`)
  await writeFile(locationFile(dataDir), `${JSON.stringify({ cluster: folder })}\n`)
  return folder
}

async function notedFolder(dataDir: string): Promise<string | undefined> {
  const text = await readFile(locationFile(dataDir), 'utf8').catch(() => undefined)
  const noted: unknown = text === undefined ? undefined : JSON.parse(text)
  return noted && typeof noted === 'object' && 'cluster' in noted ? String(noted.cluster) : undefined
}

function locationFile(dataDir: string): string {
  return join(dataDir, 'location.json')
}

/**
 * The first shared place that can be written; everyone may pass it, only the account reads what is inside. What belongs
 * to a temporary data folder stays temporary.
 */
async function sharedFolder(dataDir: string): Promise<string> {
  const temporary = join(tmpdir(), 'reseal')
  const places = resolve(dataDir).startsWith(tmpdir()) ? [temporary] : [...lastingFolders, temporary]
  for (const folder of places) {
    await mkdir(folder).catch(() => {})
    if (await isOurs(folder)) {
      await chmod(folder, 0o755)
      return folder
    }
  }
  throw new StoreError('postgres_failed')
}

/** Someone else's folder of this name in a temporary folder could be moved away under the server. */
async function isOurs(folder: string): Promise<boolean> {
  const found = await lstat(folder).catch(() => undefined)
  return found?.isDirectory() === true && found.uid === process.getuid?.()
}
