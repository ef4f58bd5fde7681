// `reseal leak-test` as a customer's CI runs it: the built command, a real browser, the example apps.

import { spawn } from 'node:child_process'
import { createECDH } from 'node:crypto'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { startClinic } from '@reseal/example-clinic-intake/server'
import type { LeakReport } from '@reseal/testing'
import type { Browser } from 'playwright'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { chromiumPath, launchChromium } from '../../support/browser.ts'
import { type CommandResult, runReseal } from '../../support/demo-process.ts'
import { startPageServer } from '../../support/page-server.ts'
import { startPlainApp } from '../../support/plain-app.ts'

const repository = fileURLToPath(new URL('../../../', import.meta.url))
let folder: string
let browser: Browser

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'reseal-leak-test-'))
  browser = await launchChromium()
})

afterAll(async () => {
  await browser?.close()
  await rm(folder, { recursive: true, force: true })
})

const publicKey = (): string => createECDH('prime256v1').generateKeys().toString('base64url')

/** What an app's init.json holds: an ingest that nobody runs, and keys that nobody has. */
const settings = {
  endpoint: 'https://ingest.clinic.example',
  appKey: `rsl_${'c'.repeat(22)}`,
  sealingKey: publicKey(),
  receiptKey: publicKey(),
}

async function write(name: string, content: unknown): Promise<string> {
  const file = join(folder, name)
  await writeFile(file, typeof content === 'string' ? content : JSON.stringify(content))
  return file
}

function leakTest(url: string, ...words: string[]): Promise<CommandResult> {
  const browserWords = ['--browser-path', chromiumPath, '--browser-argument=--no-sandbox']
  return runReseal(['leak-test', '--url', url, ...browserWords, ...words])
}

function reportOf({ code, stdout, stderr }: CommandResult): LeakReport {
  if (stdout === '') throw new Error(`no report, exit status ${code}: ${stderr}`)
  return JSON.parse(stdout) as LeakReport
}

/** Test cases by name as an XML parser reads them, with what is in them. */
async function testCasesOf(file: string): Promise<Map<string, string>> {
  const page = await browser.newPage()
  try {
    const cases = await page.evaluate(
      (xml) => {
        const document = new DOMParser().parseFromString(xml, 'application/xml')
        const failed = document.querySelector('parsererror')
        if (failed !== null) throw new Error(failed.textContent ?? '')
        const suite = document.querySelector('testsuites > testsuite')
        const found = Array.from(document.querySelectorAll('testcase'), (testCase) => {
          return [
            testCase.getAttribute('name') ?? '',
            testCase.firstElementChild?.localName ?? 'passed',
          ] as const
        })
        for (const [attribute, outcome] of [
          ['failures', 'failure'],
          ['errors', 'error'],
          ['skipped', 'skipped'],
        ] as const) {
          const stated = Number(suite?.getAttribute(attribute))
          if (stated !== found.filter(([, kind]) => kind === outcome).length) throw new Error(attribute)
        }
        if (Number(suite?.getAttribute('tests')) !== found.length) throw new Error('tests')
        return found
      },
      await readFile(file, 'utf8'),
    )
    return new Map(cases)
  } finally {
    await page.close()
  }
}

/** The plain HTML example, served as its own server does. */
async function startPlainHtml(): Promise<{ url: string; stop(): void }> {
  const settingsFile = await write('init.json', settings)
  const child = spawn(process.execPath, [join(repository, 'examples/plain-html/server.mjs'), settingsFile], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const [line] = await new Promise<string[]>((resolve, reject) => {
    child.stdout.once('data', (piece: Buffer) => resolve(piece.toString().split('\n')))
    child.once('exit', () => reject(new Error('the example did not start')))
  })
  return { url: line ?? '', stop: () => child.kill() }
}

// Each explores an app in a browser: minutes on a machine that does other things too. Most of them is waiting for what the
// recorder sends, so they wait together.
const patience = { timeout: 300_000 }

describe.concurrent('the clinic app', patience, () => {
  it('passes with the default rules, and the JUnit file says so', async () => {
    const clinic = await startClinic()
    try {
      const junit = join(folder, 'default.xml')
      const result = await leakTest(clinic.url, '--max-pages', '4', '--junit', junit, '--json')
      const report = reportOf(result)
      expect(report.leaks).toEqual([])
      expect(report.verdict).toBe('passed')
      expect(result.code).toBe(0)
      expect(report.recorder).toBe('inject')
      expect(report.coverage.recorded).toBeGreaterThanOrEqual(12)
      const places = new Set(report.canaries.flatMap((canary) => canary.places))
      for (const place of [
        'field',
        'text',
        'attribute',
        'title',
        'address',
        'console',
        'error',
        'style',
      ] as const) {
        expect(places).toContain(place)
      }
      const cases = await testCasesOf(junit)
      expect(cases.get('ssn in field')).toBe('passed')
      expect([...cases.values()].filter((outcome) => outcome === 'failure' || outcome === 'error')).toEqual(
        [],
      )
    } finally {
      await clinic.stop()
    }
  })

  it('passes with its own recorder and its own rules, sealed to the test instead of the clinic', async () => {
    const clinic = await startClinic({ resealConfig: settings })
    try {
      const result = await leakTest(clinic.url, '--max-pages', '4', '--max-clicks', '12', '--json')
      const report = reportOf(result)
      expect(report.leaks).toEqual([])
      expect(report.verdict).toBe('passed')
      expect(result.code).toBe(0)
      expect(report.recorder).toBe('app')
      expect(report.recording.events).toBeGreaterThan(50)
    } finally {
      await clinic.stop()
    }
  })

  it('fails with an allow that is too wide, names it and where it reaches, and suggests a rule', async () => {
    const clinic = await startClinic()
    try {
      const rules = await write('wide.json', { allow: [{ id: 'all', selector: 'body' }] })
      const junit = join(folder, 'wide.xml')
      const words = ['--rules', rules, '--max-pages', '3', '--max-clicks', '8', '--junit', junit]
      const result = await leakTest(clinic.url, ...words, '--json')
      const report = reportOf(result)
      expect(report.verdict).toBe('leaked')
      expect(result.code).toBe(1)
      expect(new Set(report.leaks.map(({ rule }) => rule?.id))).toEqual(new Set(['all']))
      const name = report.leaks.find(({ canary }) => canary === 'last-name')
      expect(name?.element).toBe('#patient-name')
      expect(name?.suggestion.add?.rule.selector).toBe('#patient-name')
      expect((await testCasesOf(junit)).get('last-name in text')).toBe('failure')

      const masks = report.leaks.flatMap(({ suggestion }) => (suggestion.add ? [suggestion.add.rule] : []))
      const mask = masks.filter(({ id }, index) => masks.findIndex((other) => other.id === id) === index)
      const narrowed = await write('narrowed.json', { allow: [{ id: 'all', selector: 'body' }], mask })
      const again = await leakTest(
        clinic.url,
        '--rules',
        narrowed,
        '--seed',
        report.seed,
        '--max-pages',
        '3',
        '--max-clicks',
        '8',
      )
      expect(again.stdout).toMatch(/^passed: /)
      expect(again.code).toBe(0)
    } finally {
      await clinic.stop()
    }
  })
})

describe.concurrent('the plain HTML app', patience, () => {
  it('passes with its own recorder, found by itself, after its consent button is pressed', async () => {
    const plain = await startPlainHtml()
    try {
      const result = await leakTest(plain.url, '--json')
      const report = reportOf(result)
      expect(report.leaks).toEqual([])
      expect(report.recorder).toBe('app')
      expect(report.verdict).toBe('passed')
      expect(result.code).toBe(0)
    } finally {
      plain.stop()
    }
  })

  it('passes with an injected recorder', async () => {
    const plain = await startPlainHtml()
    try {
      const rules = await write('labels.json', { allow: [{ id: 'headings', selector: 'h1, h2' }] })
      const result = await leakTest(plain.url, '--rules', rules)
      expect(result.stdout).toMatch(/^passed: /)
      expect(result.stdout).toContain('recorded by an injected recorder under rules 1 (')
      expect(result.code).toBe(0)
    } finally {
      plain.stop()
    }
  })
})

describe.concurrent('an app of the test', patience, () => {
  it("is led by steps, and its own recorder's wide rule is named by the recording's mark", async () => {
    const app = await startPlainApp({
      '/': `<!doctype html><title>Notes</title><body><p id="note">none</p><input id="q"><script src="/reseal.iife.js"></script>
        <script>Reseal.init({ endpoint: "${settings.endpoint}", appKey: "${settings.appKey}", sealingKey: "${settings.sealingKey}",
          receiptKey: "${settings.receiptKey}", consent: 'granted', rules: { allow: [{ id: 'notes', selector: '#note' }] } })
          document.querySelector('#q').oninput = (event) => { document.querySelector('#note').textContent = event.target.value }
        </script>`,
    })
    try {
      const steps = await write(
        'steps.mjs',
        `export default async ({ page, plant }) => { await page.fill('#q', plant('diagnosis')); await page.waitForTimeout(500) }`,
      )
      const result = await leakTest(app.origin, '--steps', steps, '--json')
      const report = reportOf(result)
      expect(report.verdict).toBe('leaked')
      expect(report.recorder).toBe('app')
      // One page load: the second stream is the one that the test made the recorder begin.
      expect(report.recording.streams).toBeGreaterThan(1)
      expect(report.leaks).toMatchObject([
        { canary: 'diagnosis', place: 'text', element: '#note', rule: { list: 'allow', id: 'notes' } },
      ])
    } finally {
      await app.stop()
    }
  })

  it('finds values of the test data and of planted responses, which nobody typed', async () => {
    const app = await startPlainApp({
      '/': `<!doctype html><title>List</title><h1>Amara Okafor</h1><ul></ul><script>
        fetch('/api/patients').then((r) => r.json()).then((all) => { for (const { name } of all) {
          const item = document.createElement('li'); item.textContent = name; document.querySelector('ul').append(item) } })
      </script>`,
      '/api/patients': '[{"name":"Somebody"}]',
    })
    try {
      const rules = await write('list.json', { allow: [{ id: 'list', selector: 'h1, li' }] })
      const canaries = await write('canaries.json', [{ id: 'seeded', value: 'Amara Okafor' }])
      const words = ['--rules', rules, '--canaries', canaries, '--plant-responses', '--no-probes', '--json']
      const report = reportOf(await leakTest(app.origin, ...words))
      expect(report.leaks.map(({ canary, element }) => `${canary} in ${element}`).sort()).toEqual([
        'full-name-response-1 in ul > li',
        'seeded in body > h1',
      ])
    } finally {
      await app.stop()
    }
  })

  it('begins signed in with a storage state, and repeats the canaries of a seed', async () => {
    const app = await startPlainApp({
      '/': `<!doctype html><title>x</title><p id="who"></p><script>
        if (localStorage.getItem('session') === 'ours') {
          const field = document.createElement('input'); field.name = 'full-name'; document.body.append(field) }
      </script>`,
    })
    try {
      const origins = [{ origin: app.origin, localStorage: [{ name: 'session', value: 'ours' }] }]
      const state = await write('state.json', { cookies: [], origins })
      const words = ['--storage-state', state, '--seed', 'again', '--json']
      const [one, other] = [
        reportOf(await leakTest(app.origin, ...words)),
        reportOf(await leakTest(app.origin, ...words)),
      ]
      expect(one.verdict).toBe('passed')
      expect(one.canaries.map(({ value }) => value)).toEqual(other.canaries.map(({ value }) => value))
      expect(one.coverage).toMatchObject({ planted: 1, seen: 1, recorded: 1 })
    } finally {
      await app.stop()
    }
  })

  it('explores links and buttons, but presses nothing that deletes, signs out or is to be skipped', async () => {
    const asked = new Set<string>()
    const app = await startPageServer((path) => {
      asked.add(path)
      const ask = (name: string): string => `onclick="fetch('/${name}')"`
      const body = `<!doctype html><title>x</title><input name="q"><button ${ask('opened')}>Open</button>
        <button ${ask('deleted')}>Delete patient</button><button class="later" ${ask('skipped')}>Later</button>
        <a href="/logout">Sign out</a><a href="/second">Second</a><a href="${'http://127.0.0.1:9/'}">Elsewhere</a>`
      return path === '/' || path === '/second'
        ? { type: 'text/html', body }
        : { type: 'text/plain', body: '' }
    })
    try {
      const result = await leakTest(app.origin, '--skip', '.later', '--json')
      expect(reportOf(result).verdict).toBe('passed')
      expect(reportOf(result).coverage.pages).toBe(2)
      expect(asked).toContain('/opened')
      expect(asked).toContain('/second')
      for (const path of ['/deleted', '/skipped', '/logout']) expect(asked).not.toContain(path)
    } finally {
      await app.stop()
    }
  })

  it('does not pass where the recorder stopped on the way', async () => {
    const app = await startPlainApp({
      // A snapshot beyond what a segment may hold ends recording.
      '/': `<!doctype html><title>x</title><input id="q"><p id="much" hidden></p>
        <button onclick="document.querySelector('#much').append('x'.repeat(9000000))">Grow</button>`,
    })
    try {
      const result = await leakTest(app.origin, '--no-probes')
      expect(result.stdout).toMatch(/^unproven: /)
      expect(result.stdout).toContain('8 MiB')
      expect(result.code).toBe(1)
    } finally {
      await app.stop()
    }
  })

  it('proves nothing where no canary appears, and says what to do', async () => {
    const app = await startPlainApp({ '/': '<!doctype html><title>About</title><p>About us</p>' })
    try {
      const junit = join(folder, 'unproven.xml')
      const result = await leakTest(app.origin, '--junit', junit)
      expect(result.stdout).toMatch(/^unproven: /)
      expect(result.stdout).toContain('--steps')
      expect(result.code).toBe(1)
      expect((await testCasesOf(junit)).get('the page is recorded and enough was planted')).toBe('failure')
    } finally {
      await app.stop()
    }
  })

  it('says why nothing is recorded where the recorder cannot work', async () => {
    const app = await startPlainApp({
      '/': `<!doctype html><title>x</title><script>Object.defineProperty(crypto, 'subtle', { value: undefined })</script><input>`,
    })
    try {
      const junit = join(folder, 'not-recorded.xml')
      const result = await leakTest(app.origin, '--junit', junit)
      expect(result.stdout).toMatch(/^not recorded: /)
      expect(result.stdout).toContain('secure context')
      expect(result.code).toBe(1)
      expect((await testCasesOf(junit)).get('the page is recorded and enough was planted')).toBe('error')
    } finally {
      await app.stop()
    }
  })

  it('reports steps that fail, and does not call that a proof', async () => {
    const app = await startPlainApp({ '/': '<!doctype html><title>x</title><input id="q">' })
    try {
      const steps = await write(
        'failing.mjs',
        `export default async ({ page, plant }) => { await page.fill('#q', plant('note')); throw new Error('no such button') }`,
      )
      const result = await leakTest(app.origin, '--steps', steps)
      expect(result.stdout).toMatch(/^unproven: /)
      expect(result.stdout).toContain('no such button')
      expect(result.code).toBe(1)
    } finally {
      await app.stop()
    }
  })
})

describe('what cannot be used', () => {
  it.each([
    [
      'rules.allow[1].selector',
      {
        allow: [
          { id: 'a', selector: 'p' },
          { id: 'b', selector: 'p[' },
        ],
      },
    ],
    ['mask[0].id', { mask: [{ id: 'A B', selector: 'p' }] }],
  ])('refuses to start with %s at fault, exit status 2', async (path, rules) => {
    const file = await write('bad.json', rules)
    const result = await leakTest('http://127.0.0.1:9/', '--rules', file)
    expect(result.stderr).toContain(path)
    expect(result.stdout).toBe('')
    expect(result.code).toBe(2)
  })

  it('names the entry of canaries.json that is at fault', async () => {
    const file = await write('bad-canaries.json', [{ id: 'a', value: 'x' }])
    const result = await leakTest('http://127.0.0.1:9/', '--canaries', file)
    expect(result.stderr).toContain('canaries[0].value')
    expect(result.code).toBe(2)
  })

  it('says that the page does not answer', async () => {
    const result = await leakTest('http://127.0.0.1:9/')
    expect(result.stderr).toContain('the page did not load')
    expect(result.code).toBe(1)
  })
})
