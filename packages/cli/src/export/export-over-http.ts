// Exports a session from a running viewer with a service token: no key, no database and no data folder is needed here.
import { readFile } from 'node:fs/promises'
import { isLoopbackHost } from '@reseal/listener'
import { CliError } from '../cli-error.ts'
import type { ExportReason } from './export-session.ts'

/** From where, with what. */
export interface RemoteExport {
  /** Origin of the viewer. */
  readonly url: string
  /** File that holds a service token and nothing else. */
  readonly tokenFile: string
  /** Ends it. */
  readonly signal: AbortSignal
}

/**
 * Lines of rrweb events as they come.
 * @throws CliError 'usage' for an address or file that will not do, 'export_refused' naming the viewer's code,
 *   'unreachable', and where the viewer breaks the answer off
 */
export async function* exportOverHttp(
  { url, tokenFile, signal }: RemoteExport,
  session: string,
  reason: ExportReason,
): AsyncGenerator<string, void> {
  const address = addressOf(url, session, reason)
  const token = await readToken(tokenFile)
  const answer = await ask(address, token, signal)
  if (!answer.ok || answer.body === null) throw await refusalOf(answer)
  const decoder = new TextDecoder('utf-8', { fatal: true })
  try {
    for await (const piece of answer.body) yield decoder.decode(piece, { stream: true })
  } catch (cause) {
    const advice = 'It broke the export off: what was written is not the whole session.'
    throw new CliError('unreachable', advice, { cause })
  }
}

function addressOf(url: string, session: string, { purpose, note, ticket }: ExportReason): URL {
  const viewer = URL.parse(url)
  const isPlain = viewer?.protocol === 'http:' && isLoopbackHost(viewer.hostname)
  const isSafe = viewer?.protocol === 'https:' || isPlain
  if (viewer === null || !isSafe) {
    throw new CliError(
      'usage',
      '--url takes the viewer’s origin with https; plain http is for this machine alone.',
    )
  }
  const address = new URL(`/api/sessions/${session}/export`, viewer)
  address.searchParams.set('purpose', purpose)
  if (note !== undefined) address.searchParams.set('note', note)
  if (ticket !== undefined) address.searchParams.set('ticket', ticket)
  return address
}

async function readToken(file: string): Promise<string> {
  try {
    return (await readFile(file, 'utf8')).trim()
  } catch (cause) {
    throw new CliError('usage', `${file} cannot be read.`, { cause })
  }
}

async function ask(address: URL, token: string, signal: AbortSignal): Promise<Response> {
  try {
    // A redirect would take the token somewhere else.
    return await fetch(address, { headers: { authorization: `Bearer ${token}` }, redirect: 'error', signal })
  } catch (cause) {
    throw new CliError('unreachable', 'There is no viewer at --url.', { cause })
  }
}

async function refusalOf(answer: Response): Promise<CliError> {
  const body: unknown = await answer.json().catch(() => undefined)
  const code = /"code":"([a-z_]{1,40})"/u.exec(JSON.stringify(body) ?? '')?.[1] ?? String(answer.status)
  const advice = advices[code] ?? 'The audit log says why.'
  return new CliError('export_refused', `Its code is ${code}. ${advice}`)
}

const advices: Readonly<Record<string, string>> = {
  token_refused: 'The token is unknown, expired or revoked.',
  purpose_not_allowed: 'The token is not for this purpose.',
  not_found: 'There is no such session, or it is of an app that the token is not for.',
  quarantined: 'A privacy officer has to decide about the session first.',
  not_checked_yet: 'The sentinel has not looked at all of it. Try again in a moment.',
  too_many_exports: 'Others run. Try again once one has ended.',
  shredded: 'The keys of all its streams are destroyed.',
}
