// The operating system account that runs the embedded PostgreSQL: PostgreSQL refuses to run as root, so as root
// another account is chosen, and each path is checked for whether that account can reach it.
import { readFile, stat } from 'node:fs/promises'
import { dirname, resolve } from 'node:path'

/** User and group ids of the account that runs the server. */
export interface ServerAccount {
  readonly uid: number
  readonly gid: number
}

const preferredNames = ['postgres', 'nobody']
// What `nobody` is on Linux where no account database says so.
const fallbackAccount: ServerAccount = { uid: 65_534, gid: 65_534 }

/**
 * The account to run the server as, or undefined to run it as the current user.
 * Only root needs another one; Windows' pg_ctl drops privileges by itself.
 */
export async function chooseServerAccount(
  currentUid: number | undefined = process.getuid?.(),
): Promise<ServerAccount | undefined> {
  if (currentUid !== 0) return undefined
  const passwd = await readFile('/etc/passwd', 'utf8').catch(() => '')
  return findAccount(passwd) ?? fallbackAccount
}

/** The first preferred account in the text of a passwd file. */
export function findAccount(passwd: string): ServerAccount | undefined {
  const accounts = new Map<string, ServerAccount>()
  for (const line of passwd.split('\n')) {
    const [name, , uid, gid] = line.split(':')
    if (name && Number(uid) > 0 && Number(gid) > 0) {
      accounts.set(name, { uid: Number(uid), gid: Number(gid) })
    }
  }
  return preferredNames.map((name) => accounts.get(name)).find((account) => account !== undefined)
}

/** Whether the account may read the file and pass every folder above it. */
export async function canReach(file: string, account: ServerAccount): Promise<boolean> {
  const found = await stat(file).catch(() => undefined)
  return found !== undefined && hasBits(found, account, 0o4) && canPass(dirname(resolve(file)), account)
}

/** Whether the account may pass the folder and every folder above it. */
export async function canPass(folder: string, account: ServerAccount): Promise<boolean> {
  const path = resolve(folder)
  if (!hasBits(await stat(path), account, 0o1)) return false
  return path === dirname(path) || canPass(dirname(path), account)
}

function hasBits(
  entry: { mode: number; uid: number; gid: number },
  account: ServerAccount,
  bits: number,
): boolean {
  const shift = entry.uid === account.uid ? 6 : entry.gid === account.gid ? 3 : 0
  return ((entry.mode >> shift) & bits) === bits
}
