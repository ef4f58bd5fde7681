// Posts parcels to an app without a socket and reads what it answers.
import { parseReceipt, type Receipt } from '@reseal/protocol'
import type { Ingest } from '../src/create-ingest.ts'

/** A response taken apart. */
export interface Answer {
  readonly status: number
  readonly headers: Headers
  readonly body: unknown
  readonly code: string | undefined
  readonly receipt: Receipt | undefined
}

/** What differs from a page's well-formed request. */
export interface PostOptions {
  readonly origin?: string | null
  readonly headers?: Readonly<Record<string, string>>
}

/** Posts a body as a page on `https://clinic.example` would. */
export async function post(
  ingest: Ingest,
  appKey: string,
  body: Uint8Array<ArrayBuffer> | ReadableStream,
  options: PostOptions = {},
): Promise<Answer> {
  const { origin = 'https://clinic.example', headers } = options
  const length = body instanceof Uint8Array ? { 'content-length': String(body.length) } : undefined
  const response = await ingest.app.request(`/v1/apps/${appKey}/parcels`, {
    method: 'POST',
    body,
    headers: { ...length, ...(origin !== null && { origin }), ...headers },
    ...(body instanceof ReadableStream && { duplex: 'half' }),
  } as RequestInit)
  const json = (await response.json()) as { receipt?: unknown; error?: { code: string } }
  return {
    status: response.status,
    headers: response.headers,
    body: json,
    code: json.error?.code,
    receipt: json.receipt === undefined ? undefined : parseReceipt(json.receipt),
  }
}
