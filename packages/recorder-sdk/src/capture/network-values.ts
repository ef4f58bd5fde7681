// Reads what a rule declares of headers and JSON bodies, and nothing where none does. What is read is redacted
// like everything else.
import type { NetworkPart } from '@reseal/redaction-rules'

/** What was read, before redaction. */
export interface RawValues {
  readonly headers: Readonly<Record<string, unknown>>
  readonly fields: Readonly<Record<string, unknown>>
}

const maxBodyLength = 65_536
const maxReadMs = 5_000

/** Size of a body in bytes, as far as it is known without reading it. */
export function bodySize(body: unknown): number | undefined {
  if (typeof body === 'string') return body.length
  if (body instanceof Blob) return body.size
  if (body instanceof ArrayBuffer || ArrayBuffer.isView(body)) return body.byteLength
  return body instanceof URLSearchParams ? String(body).length : undefined
}

function valueAt(json: unknown, pointer: string): unknown {
  let value = json
  for (const key of pointer.split('/').slice(1)) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) return undefined
    value = (value as Readonly<Record<string, unknown>>)[key]
  }
  return value
}

/** The declared values; `body` is JSON text, or what it was parsed to. */
export function readValues(
  part: NetworkPart | undefined,
  header: (name: string) => unknown,
  body: unknown,
): RawValues | undefined {
  if (part === undefined) return undefined
  const from = (keys: object | undefined, read: (key: string) => unknown): Record<string, unknown> =>
    Object.fromEntries(Object.keys(keys ?? {}).map((key) => [key, read(key)]))
  let json = body
  try {
    if (typeof body === 'string') json = body.length <= maxBodyLength ? JSON.parse(body) : undefined
  } catch {
    json = undefined
  }
  return {
    headers: from(part.headers, header),
    fields: from(part.fields, (pointer) => valueAt(json, pointer)),
  }
}

/** The text of a copy of a response's body; undefined when it is too long or does not come. The page's own is not touched. */
export async function readText(response: Response): Promise<string | undefined> {
  const reader = response.clone().body?.getReader()
  if (reader === undefined) return undefined
  let timer: ReturnType<typeof setTimeout> | undefined
  try {
    const decoder = new TextDecoder()
    let text = ''
    timer = setTimeout(() => void reader.cancel(), maxReadMs)
    while (text.length <= maxBodyLength) {
      const { done, value } = await reader.read()
      if (done) return text
      text += decoder.decode(value, { stream: true })
    }
  } catch {
    // A body that breaks off says nothing.
  } finally {
    clearTimeout(timer)
    reader.cancel().catch(() => {})
  }
  return undefined
}
