// rrweb alone, with the options that capture gives it, keeping its events as a bare recorder would.
import { record } from '@rrweb/record'

const noClass = 'reseal-none'
const events: unknown[] = []

record({
  emit: (event) => events.push(event),
  blockClass: noClass,
  maskTextClass: noClass,
  ignoreClass: noClass,
  ignoreSelector: '*',
  maskAllInputs: true,
  slimDOMOptions: 'all',
  inlineStylesheet: true,
  inlineImages: false,
  recordCanvas: false,
  recordCrossOriginIframes: false,
  collectFonts: false,
  recordAfter: 'DOMContentLoaded',
  sampling: { mousemove: 50, mousemoveCallback: 500, scroll: 150, media: 10_000, input: 'last' },
})
