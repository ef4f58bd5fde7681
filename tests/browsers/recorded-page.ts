// A page with the built script-tag recorder, and the ingest that it sends to: an origin of its own for each visit, so that
// one browser holds them all apart.
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { type RecordedLike, startTestIngest, type TakenStream, type TestIngest } from '@reseal/testing/ingest'
import { startFolderServer } from '../support/fixture-server.ts'

/** Stands in everything that the pages show, log, request or are told by their user. */
export const secret = 'zqbrowserjxv'

const dist = fileURLToPath(new URL('../../packages/recorder-sdk/dist', import.meta.url))

/** What a page of these has on its window. */
export interface PageWindow {
  readonly errors: string[]
  readonly violations: string[]
  /** Names of what is not on the globals as it was before the recorder. */
  changedGlobals(): string[]
  /** Logs, throws, requests and routes a word. */
  misbehave(word: string): void
  readonly recorder: {
    stop(): Promise<void>
    status(): string
    grantConsent(): void
    withdrawConsent(): Promise<void>
  }
}

// Before the recorder: what the policy forbids, what is on the globals.
const watchScript = `
  window.errors = []
  window.violations = []
  document.addEventListener('securitypolicyviolation', (event) => violations.push(event.effectiveDirective))
  const owners = () => [['window', window], ['history', History.prototype], ['console', console]].concat(
    Object.getOwnPropertyNames(window)
      .filter((name) => typeof Object.getOwnPropertyDescriptor(window, name).value === 'function')
      .filter((name) => typeof window[name].prototype === 'object' && window[name].prototype !== null)
      .map((name) => [name, window[name].prototype]))
  const valuesOf = () => new Map(owners().flatMap(([path, owner]) =>
    Object.entries(Object.getOwnPropertyDescriptors(owner)).flatMap(([name, { value, get, set }]) =>
      [value, get, set].filter((part) => typeof part === 'function')
        .map((part, index) => [path + '.' + name + ' ' + index, part]))))
  const before = valuesOf()
  window.changedGlobals = () => {
    const now = valuesOf()
    return [...before].filter(([name, value]) => now.get(name) !== value).map(([name]) => name)
  }
`

const html = (title: string): string => `<!doctype html>
<html lang="en"><meta charset="utf-8"><title>${title}</title>
<h1>Intake of ${secret}</h1>
<label>Name <input id="name" value="${secret}"></label> <button id="add">Add ${secret}</button>
<ul id="list"></ul><div id="host"></div>
<script src="/watch.js"></script><script src="/before.js"></script><script src="/reseal.iife.js"></script>
<script src="/start.js"></script><script src="/page.js"></script>`

const pageScript = `
  document.querySelector('#add').addEventListener('click', () => {
    const item = document.createElement('li')
    item.textContent = '${secret}'
    document.querySelector('#list').append(item)
  })
  window.misbehave = (word) => {
    console.warn(word, 12)
    history.pushState({}, '', '/patients/' + word)
    setTimeout(() => {
      throw new TypeError(word)
    })
    void Promise.reject(new RangeError(word))
    // The policy lets the page connect to ingest only.
    void fetch('/api/' + word).catch(() => undefined)
  }
`

const answersInMs = 1_000

/** Another site: time passes until it answers, with a page or, under `/nothing`, with none to go to. */
async function startElsewhere(): Promise<{ readonly url: string; stop(): Promise<void> }> {
  const server = createServer((request, response) => {
    void sleep(answersInMs).then(() => {
      response.writeHead(request.url === '/nothing' ? 204 : 200, { 'content-type': 'text/html' })
      response.end()
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async stop() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

/** A page load or more of one origin. */
export interface Visit {
  readonly url: string
  /** Another site, which takes a second to answer; `/nothing` leaves the page where it is. */
  readonly elsewhere: string
  readonly ingest: TestIngest
  /** Streams that ingest took, oldest first. */
  streams(): TakenStream[]
  /** Events of all streams. */
  events(): Promise<RecordedLike[]>
  /** Payloads of one of the recorder's signals. */
  signals(name: string): Promise<Record<string, unknown>[]>
  end(): Promise<void>
}

/** How a visit differs from others. */
export interface VisitOptions {
  /** Options of `init` beside the keys. */
  readonly options?: object
  /** A script that runs before the recorder. */
  readonly before?: string
}

/** Serves the page under the policy of the recorder's README. */
export async function startVisit({ options = {}, before = '' }: VisitOptions = {}): Promise<Visit> {
  const ingest = await startTestIngest()
  const all = {
    endpoint: ingest.url,
    appKey: `rsl_${'B'.repeat(22)}`,
    sealingKey: ingest.sealingKey,
    receiptKey: ingest.receiptKey,
    consent: 'granted',
    ...options,
  }
  const server = await startFolderServer({
    folder: dist,
    connectTo: ingest.url,
    // WebKit tells navigation timing in whole milliseconds, and an answer in the first has no time to first byte.
    answersAfterMs: 5,
    extra: {
      '/': html(secret),
      '/watch.js': watchScript,
      '/before.js': before,
      '/start.js': `window.recorder = Reseal.init({ onError: (error) => errors.push(error.code), ...${JSON.stringify(all)} })`,
      '/page.js': pageScript,
    },
  })
  const elsewhere = await startElsewhere()
  const streams = (): TakenStream[] => Array.from(ingest.streams.values())
  const events = async (): Promise<RecordedLike[]> =>
    (await Promise.all(streams().map(({ header }) => ingest.eventsOf(header.stream)))).flat()
  return {
    url: server.origin,
    elsewhere: elsewhere.url,
    ingest,
    streams,
    events,
    async signals(name) {
      const plugin = `reseal/${name}`
      return (await events())
        .filter(({ type, data }) => type === 6 && data['plugin'] === plugin)
        .map(({ data }) => data['payload'] as Record<string, unknown>)
    },
    async end() {
      await elsewhere.stop()
      await server.stop()
      await ingest.stop()
    },
  }
}
