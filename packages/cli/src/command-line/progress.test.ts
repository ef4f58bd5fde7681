import { expect, test } from 'vitest'
import { createProgress } from './progress.ts'

function recordingOutput(isTerminal: boolean): {
  isTerminal: boolean
  write(text: string): Promise<void>
  text(): string
} {
  const written: string[] = []
  return {
    isTerminal,
    write: (text) => {
      written.push(text)
      return Promise.resolve()
    },
    text: () => written.join(''),
  }
}

test('a terminal sees one line that changes and is removed at the end', () => {
  const output = recordingOutput(true)
  let nowMs = 0
  const progress = createProgress(output, () => nowMs)
  progress.update('1 of 3')
  nowMs += 10
  progress.update('2 of 3')
  nowMs += 1000
  progress.update('3 of 3')
  progress.done('done')
  expect(output.text()).toBe('\r\u001b[K1 of 3\r\u001b[K3 of 3\r\u001b[Kdone\n')
})

test('a file sees few whole lines, and none of what is over soon', () => {
  const output = recordingOutput(false)
  let nowMs = 0
  const progress = createProgress(output, () => nowMs)
  for (let step = 0; step < 100; step += 1) {
    progress.update(`${step}`)
    nowMs += 100
  }
  progress.done('done')
  expect(output.text()).toBe('50\ndone\n')
})
