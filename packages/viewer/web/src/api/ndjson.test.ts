import { describe, expect, it } from 'vitest'
import { readLines } from './ndjson.ts'

async function linesOf(parts: readonly Uint8Array[]): Promise<string[]> {
  const body = new ReadableStream<Uint8Array>({
    start(controller) {
      for (const part of parts) controller.enqueue(part)
      controller.close()
    },
  })
  return collect(new Response(body))
}

async function collect(response: Response): Promise<string[]> {
  const lines: string[] = []
  for await (const line of readLines(response)) lines.push(line)
  return lines
}

describe('readLines', () => {
  it('joins lines and characters that were cut between packets', async () => {
    const bytes = new TextEncoder().encode('{"a":"é"}\n\n{"b":2}\n{"c":3}')
    for (let size = 1; size <= bytes.length; size++) {
      const parts: Uint8Array[] = []
      for (let at = 0; at < bytes.length; at += size) parts.push(bytes.subarray(at, at + size))
      expect(await linesOf(parts)).toEqual(['{"a":"é"}', '{"b":2}', '{"c":3}'])
    }
  })

  it('gives nothing for an empty answer', async () => {
    expect(await linesOf([])).toEqual([])
    expect(await collect(new Response(null))).toEqual([])
  })
})
