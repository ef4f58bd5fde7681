import { describe, expect, it } from 'vitest'
import type { FrameCommand, ProbedThing } from '../../../replay-frame/src/frame-messages.ts'
import { startProvenance } from './provenance-state.ts'

const thing: ProbedThing = {
  kind: 'masked',
  attributes: [],
  box: { left: 1, top: 2, width: 3, height: 4 },
}
const time = { type: 'time', order: 1, atMs: 5, playing: true } as const

function start() {
  const stored = new Map<string, string>()
  const storage = {
    getItem: (key: string) => stored.get(key) ?? null,
    setItem: (key: string, value: string) => void stored.set(key, value),
  }
  const sent: FrameCommand[] = []
  const control = startProvenance(storage)
  control.attach((command) => sent.push(command))
  const answer = (found?: ProbedThing) => {
    const last = sent.at(-1)
    const probe = last !== undefined && 'probe' in last ? last.probe : 0
    control.receive({ type: 'probed', probe, ...(found === undefined ? {} : { thing: found }) })
  }
  return { control, sent, storage, answer }
}

describe('startProvenance', () => {
  it('tells every new frame whether to tint', () => {
    const { control, sent } = start()
    control.toggle()
    control.attach((command) => sent.push(command))
    expect(sent.map((command) => command.type === 'provenance' && command.shown)).toEqual([false, true, true])
  })

  it('asks about the pointer one question at a time', () => {
    const { control, sent, answer } = start()
    control.probe(1, 1)
    control.probe(2, 2)
    control.probe(3, 3)
    expect(sent.filter(({ type }) => type === 'probe')).toHaveLength(1)
    answer(thing)
    expect(control.getState().thing).toEqual(thing)
    control.probe(4, 4)
    expect(sent.at(-1)).toMatchObject({ type: 'probe', x: 4, y: 4 })
  })

  it('asks again where the pointer rests when time goes on', () => {
    const { control, sent, answer } = start()
    control.probe(1, 1)
    answer(thing)
    control.receive(time)
    expect(sent.filter(({ type }) => type === 'probe')).toHaveLength(2)
    answer()
    expect(control.getState().thing).toBeUndefined()
  })

  it('takes no answer to a question that nobody asks any more', () => {
    const { control, answer } = start()
    control.probe(1, 1)
    control.leave()
    answer(thing)
    expect(control.getState().thing).toBeUndefined()
  })

  it('speaks what was found by keys, until time goes on', () => {
    const { control, answer } = start()
    control.find('masked')
    answer(thing)
    expect(control.getState()).toMatchObject({ thing, byKeys: true })
    control.receive(time)
    expect(control.getState().thing).toBeUndefined()
  })

  it('remembers whether the legend is open', () => {
    const { control, storage } = start()
    control.toggleLegend()
    expect(startProvenance(storage).getState().legendOpen).toBe(false)
    control.toggleLegend()
    expect(startProvenance(storage).getState().legendOpen).toBe(true)
  })
})
