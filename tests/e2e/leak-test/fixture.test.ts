// The Playwright fixture under the real runner, in a process of its own as a customer runs it.
import { spawn } from 'node:child_process'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { chromiumPath } from '../../support/browser.ts'
import type { PageServer } from '../../support/page-server.ts'
import { startPlainApp } from '../../support/plain-app.ts'

const folder = fileURLToPath(new URL('./fixture/', import.meta.url))
const runner = join(dirname(createRequire(import.meta.url).resolve('playwright/package.json')), 'cli.js')

interface RunnerResult {
  readonly status: string
  readonly message: string
  readonly attachments: readonly string[]
}

interface RunnerSuite {
  readonly suites?: readonly RunnerSuite[]
  readonly specs?: readonly {
    readonly title: string
    readonly tests: readonly {
      readonly results: readonly {
        readonly status: string
        readonly errors: readonly { readonly message?: string }[]
        readonly attachments: readonly { readonly name: string }[]
      }[]
    }[]
  }[]
}

let app: PageServer

beforeAll(async () => {
  app = await startPlainApp({
    '/': `<!doctype html><title>Visit</title><meta http-equiv="content-security-policy" content="connect-src 'self'">
      <input id="name"><button>Show</button><p id="shown">nobody</p><script>
        document.querySelector('button').onclick = () => {
          document.querySelector('#shown').textContent = document.querySelector('#name').value
        }
      </script>`,
  })
})

afterAll(async () => {
  await app?.stop()
})

function resultsIn(suite: RunnerSuite): [string, RunnerResult][] {
  const own = (suite.specs ?? []).map(({ title, tests }): [string, RunnerResult] => {
    const result = tests[0]?.results[0]
    return [
      title,
      {
        status: result?.status ?? 'missing',
        message: (result?.errors ?? []).map(({ message }) => message ?? '').join('\n'),
        attachments: (result?.attachments ?? []).map(({ name }) => name),
      },
    ]
  })
  return [...own, ...(suite.suites ?? []).flatMap(resultsIn)]
}

async function runSpecs(): Promise<Map<string, RunnerResult>> {
  const child = spawn(process.execPath, [runner, 'test', '--config', folder, '--reporter', 'json'], {
    env: { ...process.env, LEAK_TEST_APP: app.origin, RESEAL_CHROMIUM: chromiumPath },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const pieces: Buffer[] = []
  child.stdout.on('data', (piece: Buffer) => pieces.push(piece))
  await new Promise((resolve) => child.once('close', resolve))
  return new Map(resultsIn(JSON.parse(Buffer.concat(pieces).toString()) as RunnerSuite))
}

it('makes leak tests of the tests that name it', async () => {
  const results = await runSpecs()
  const of = (title: string): RunnerResult | undefined => results.get(title)
  expect(of('passes when what was planted is masked')).toEqual({
    status: 'passed',
    message: '',
    attachments: ['leak-test.txt', 'leak-test.json'],
  })
  expect(of('leaves tests alone that do not name it')?.status).toBe('passed')
  expect(of('fails when nothing was planted')).toMatchObject({
    status: 'failed',
    message: expect.stringContaining('leak test unproven') as string,
  })
  const survived = of('fails at its end when a canary survives')
  expect(survived?.status).toBe('failed')
  expect(survived?.message).toContain('let through by allow rule "shown"')
  expect(survived?.message).toContain('text of #shown')
  const refused = of('fails before it begins when a selector does not parse')
  expect(refused?.status).toBe('failed')
  expect(refused?.message).toContain('rules.allow[0].selector does not parse')
})
