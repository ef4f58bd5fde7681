// The page of one visit: it counts aloud, in the page and to the test, so that what arrived can be held against what was.
import { readFile } from 'node:fs/promises'

/** Milliseconds from one tick to the next. */
export const tickMs = 100

// Digits would be taken for an identifier: letters number visits and ticks.
const letters = 'bcdfghjklmnpqrstvwxz'

/** The page; `options` is the argument of `init`. It counts when its address names a visit. */
export function visitPage(options: object): string {
  return `<!doctype html><title>Visit</title><p id="mark">none</p><button>Next</button>
<script src="/reseal.iife.js"></script>
<script>
  const recorder = Reseal.init({ ...${JSON.stringify(options)}, consent: 'granted', onError: ({ code }) => window.failed?.(code),
    rules: { allow: [{ id: 'mark', selector: '#mark' }] } })
  window.recorder = recorder
  const name = new URLSearchParams(location.search).get('visit')
  const text = document.querySelector('#mark').firstChild
  const letters = '${letters}'
  let count = 0
  if (name !== null) setInterval(() => {
    count += 1
    const number = [8000, 400, 20, 1].map((place) => letters[Math.floor(count / place) % 20]).join('')
    text.data = 'visit ' + name + ' tick ' + number
    window.ticked?.(name, count, Date.now(), recorder.sessionUrl() ?? '')
  }, ${tickMs})
</script>`
}

/** A visit's name: letters that number it. */
export function visitName(index: number): string {
  return [8000, 400, 20, 1].map((place) => letters[Math.floor(index / place) % 20]).join('')
}

const mark = /^visit ([a-z]+) tick ([a-z]{4})$/

/** The visit and the tick that a recorded text names. */
export function readMark(text: unknown): { readonly visit: string; readonly tick: number } | undefined {
  const [, visit, number] = (typeof text === 'string' && mark.exec(text)) || []
  if (visit === undefined || number === undefined) return undefined
  const tick = Array.from(number).reduce((sum, letter) => sum * 20 + letters.indexOf(letter), 0)
  return { visit, tick }
}

const dist = new URL('../../../packages/recorder-sdk/dist/', import.meta.url)
const recorderFiles = ['/reseal.iife.js', '/reseal.signals.js']

/** The recorder's own files by their paths. */
export async function readRecorderFiles(): Promise<ReadonlyMap<string, string>> {
  return new Map(
    await Promise.all(
      recorderFiles.map(
        async (path) => [path, await readFile(new URL(path.slice(1), dist), 'utf8')] as const,
      ),
    ),
  )
}
