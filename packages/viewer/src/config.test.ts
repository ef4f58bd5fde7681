import { describe, expect, it } from 'vitest'
import { parseViewerConfig } from './config.ts'

describe('parseViewerConfig', () => {
  it('has a default for every field and freezes the result', () => {
    const config = parseViewerConfig({})
    expect(config).toMatchObject({ host: '127.0.0.1', port: 4402, replayPort: 4403, idleMs: 900_000 })
    expect(Object.isFrozen(config)).toBe(true)
  })

  it('reads numbers from text, as an environment gives them, and origins without a path', () => {
    const config = parseViewerConfig({ port: '8080', publicOrigin: 'https://viewer.example/' })
    expect(config).toMatchObject({ port: 8080, publicOrigin: 'https://viewer.example' })
  })

  it.each([
    { port: 70_000 },
    { publicOrigin: 'https://viewer.example/reseal' },
    { publicOrigin: 'https://user@viewer.example' },
    { publicOrigin: 'ftp://viewer.example' },
    { publicOrigin: 'http://viewer.example' },
    { replayOrigin: 'http://10.0.0.7:4403' },
    { publicOrigin: 'https://viewer.example', replayOrigin: 'https://viewer.example' },
    { ticketPattern: '(' },
    { dataKeyCacheMs: 60_001 },
    { idleMs: 'soon' },
    { unknownField: 1 },
  ])('refuses %j', (input) => {
    expect(() => parseViewerConfig(input)).toThrow(expect.objectContaining({ code: 'bad_configuration' }))
  })
})
