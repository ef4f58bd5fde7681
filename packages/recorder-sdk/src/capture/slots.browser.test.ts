// What is shown in a slot of a closed region stays closed, although it stands outside the region.
import { defineRules, type RecordedEvent } from '@reseal/redaction-rules'
import { afterEach, describe, expect, it } from 'vitest'
import { startCapture } from './start-capture.ts'

const cleanups: (() => void)[] = []

afterEach(() => {
  for (const cleanup of cleanups.splice(0)) cleanup()
})

function record(): readonly RecordedEvent[] {
  const events: RecordedEvent[] = []
  const capture = startCapture({
    rules: defineRules({
      allow: [{ id: 'all', selector: 'body' }],
      mask: [{ id: 'm', selector: '.masked' }],
      block: [{ id: 'b', selector: '.blocked' }],
    }),
    emit: (event) => void events.push(event),
    onError: (error) => {
      throw error
    },
  })
  cleanups.push(capture.stop)
  return events
}

describe('[R-12.1] a slot', () => {
  it.each(['class="masked"', 'class="blocked"', 'data-reseal="mask"', 'data-reseal="block"'])(
    'inside an element with %s closes its content, at the start and later',
    async (attribute) => {
      const host = document.createElement('section')
      host.innerHTML = 'zqsecret text <p>zqsecret</p><b slot="open">readable</b>'
      host.attachShadow({
        mode: 'open',
      }).innerHTML = `<div ${attribute}><slot></slot></div><slot name="open"></slot>`
      document.body.append(host)
      cleanups.push(() => host.remove())
      const events = record()
      const other = host.cloneNode(true) as Element
      other.attachShadow({ mode: 'open' }).innerHTML = `<div ${attribute}><slot></slot></div>`
      document.body.append(other)
      cleanups.push(() => other.remove())
      host.append('zqsecret later', document.createElement('i'))
      await new Promise((resolve) => setTimeout(resolve, 50))
      const last = host.lastElementChild as Element
      last.textContent = 'zqsecret at last'
      last.setAttribute('title', 'zqsecret')
      await new Promise((resolve) => setTimeout(resolve, 50))
      expect(JSON.stringify(events)).not.toContain('zqsecret')
    },
  )

  it('that is open closes nothing', async () => {
    const host = document.createElement('section')
    host.innerHTML = '<p>readable text</p>'
    host.attachShadow({ mode: 'open' }).innerHTML = '<slot></slot><div class="blocked"></div>'
    document.body.append(host)
    cleanups.push(() => host.remove())
    expect(JSON.stringify(record())).toContain('readable text')
  })
})
