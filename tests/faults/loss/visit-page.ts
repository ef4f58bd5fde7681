// The page of one visit: it counts aloud, in the page and to the test, so that what arrived can be held against what was.

/** Milliseconds from one tick to the next. */
export const tickMs = 100

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
  let count = 0
  if (name !== null) setInterval(() => {
    count += 1
    text.data = 'visit ' + name + ' tick ' + count
    window.ticked?.(name, count, Date.now(), recorder.sessionUrl() ?? '')
  }, ${tickMs})
</script>`
}

/** Digits would be taken for an identifier: letters name a visit. */
export function visitName(index: number): string {
  const letters = 'bcdfghjklmnpqrstvwxz'
  return [400, 20, 1].map((place) => letters[Math.floor(index / place) % 20]).join('')
}

const mark = /^visit ([a-z]+) tick (\d+)$/

/** The visit and the tick that a recorded text names. */
export function readMark(text: unknown): { readonly visit: string; readonly tick: number } | undefined {
  const [, visit, tick] = (typeof text === 'string' && mark.exec(text)) || []
  return visit === undefined ? undefined : { visit, tick: Number(tick) }
}
