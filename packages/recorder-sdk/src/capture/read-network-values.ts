// Reads what a rule declares of headers and JSON bodies, and nothing where none does (SPEC.md ). What is read is
// redacted like everything else.
import type { NetworkPart, NetworkRule } from '@reseal/redaction-rules'
import { quietly, type Readable } from './network-log.ts'

const maxBodyLength = 65_536
const maxReadMs = 5_000

// The text of a copy of a body, when it is short and comes soon. The page's own body is not touched.
async function readText(copy: Response): Promise<string | undefined> {
  const reader = copy.body?.getReader()
  if (reader === undefined) return undefined
  const cancel = (): void => void reader.cancel().catch(() => {})
  const timer = setTimeout(cancel, maxReadMs)
  const decoder = new TextDecoder()
  let text = ''
  try {
    while (text.length <= maxBodyLength) {
      const { done, value } = await reader.read()
      if (done) break
      text += decoder.decode(value, { stream: true })
    }
    return text
  } catch {
    return undefined
  } finally {
    clearTimeout(timer)
    cancel()
  }
}

function valueAt(json: unknown, pointer: string): unknown {
  return pointer
    .split('/')
    .slice(1)
    .reduce((at, key) => {
      const value = Object(at) as Readonly<Record<string, unknown>>
      return Object.hasOwn(value, key) ? value[key] : undefined
    }, json)
}

async function readPart(part: NetworkPart | undefined, { header, body }: Readable): Promise<object> {
  const text = body instanceof Response ? await readText(body) : body
  const json: unknown =
    typeof text === 'string' ? text.length <= maxBodyLength && quietly(() => JSON.parse(text)) : text
  const read = (kinds: object | undefined, valueOf: (key: string) => unknown): object =>
    Object.fromEntries(Object.keys(kinds ?? {}).map((key) => [key, valueOf(key)]))
  return {
    headers: read(part?.headers, (name) => header?.(name)),
    fields: read(part?.fields, (pointer) => valueAt(json, pointer)),
  }
}

/** The declared values of a request and of its answer, before redaction. */
export async function readValues(rule: NetworkRule, request: Readable, answer: Readable): Promise<object> {
  return {
    request: await readPart(rule.request, request),
    response: await readPart(rule.response, answer),
  }
}
