// Taking a session out as a file. The server logs it before the first byte, and what has left is beyond any later deletion.
import { ApiFailure, isAbort } from './api-failure.ts'
import type { PurposeOfUse } from './replays.ts'
import { request, withParameters } from './request.ts'

/** How far it is, and the way to end it. */
export interface ExportProgress {
  readonly signal: AbortSignal
  onBytes(soFar: number): void
}

/** The session's rrweb events, one a line: whole, or not at all. @throws ApiFailure */
export async function fetchExport(
  session: string,
  why: PurposeOfUse,
  { signal, onBytes }: ExportProgress,
): Promise<Blob> {
  const response = await request(withParameters(`/api/sessions/${session}/export`, { ...why }), { signal })
  const parts: Uint8Array<ArrayBuffer>[] = []
  let soFar = 0
  try {
    const reader = response.body?.getReader()
    for (let read = await reader?.read(); read?.done === false; read = await reader?.read()) {
      parts.push(read.value)
      soFar += read.value.byteLength
      onBytes(soFar)
    }
  } catch (error) {
    // What came until then is not kept: a file that looks whole and is not misleads whoever gets it.
    if (isAbort(error)) throw error
    throw new ApiFailure({ code: 'export_broken_off', status: response.status }, { cause: error })
  }
  return new Blob(parts, { type: 'application/x-ndjson' })
}
