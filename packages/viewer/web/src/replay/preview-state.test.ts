import { describe, expect, it } from 'vitest'
import type { FrameCommand } from '../../../replay-frame/src/frame-messages.ts'
import { previewEvents, startScrubPreview } from './preview-state.ts'

const event = (type: number, timestamp: number) => ({ type, timestamp, data: {} })
const events = [event(4, 0), event(2, 1), event(3, 5), event(4, 60), event(2, 61), event(3, 70), event(3, 90)]

describe('previewEvents', () => {
  it('takes from the keyframe before the moment to the next one', () => {
    expect(previewEvents(events, 50).map(({ timestamp }) => timestamp)).toEqual([0, 1, 5, 60])
    expect(previewEvents(events, 80).map(({ timestamp }) => timestamp)).toEqual([60, 61, 70, 90])
    expect(previewEvents(events, -5)[0]?.timestamp).toBe(0)
    expect(previewEvents([event(3, 1)], 1)).toEqual([])
  })
})

describe('startScrubPreview', () => {
  it('asks one question at a time, the last one next, and tells what was seen', () => {
    const seen: number[] = []
    const sent: FrameCommand[] = []
    const preview = startScrubPreview((_, atMs) => seen.push(atMs))
    const run = { events, stream: 's' }
    preview.show(run, 10)
    preview.attach((command) => sent.push(command))
    preview.show(run, 20)
    preview.show(run, 30)
    expect(sent.map(({ type }) => type)).toEqual(['load'])
    preview.receive({ type: 'time', order: 1, atMs: 10, playing: false })
    expect(sent.at(-1)).toMatchObject({ type: 'seek', atMs: 30 })
    preview.show(run, 70)
    preview.receive({ type: 'time', order: 2, atMs: 30, playing: false })
    expect(sent.at(-1)).toMatchObject({ type: 'load', atMs: 70 })
    preview.receive({ type: 'failed' })
    expect(seen).toEqual([10, 30])
  })
})
