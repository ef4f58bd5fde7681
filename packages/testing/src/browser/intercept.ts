// What the test changes on the way between the app's own recorder, its server and its ingest.
import type { BrowserContext, Route } from 'playwright'
import type { TestIngest } from '../ingest/test-ingest.ts'
import type { SettingsRewriter } from './app-settings.ts'

/** Rewrites documents, scripts and data on their way to the page. */
export async function rewriteSettings(
  context: BrowserContext,
  rewriter: Pick<SettingsRewriter, 'rewrite'>,
): Promise<void> {
  await context.route('**/*', async (route) => {
    const request = route.request()
    const isText = ['document', 'script', 'fetch', 'xhr'].includes(request.resourceType())
    const isStream = request.headers()['accept']?.includes('text/event-stream') === true
    if (!isText || isStream || request.method() !== 'GET') return route.fallback()
    const response = await route.fetch({ maxRedirects: 0 }).catch(() => undefined)
    if (response === undefined) return route.fallback()
    const isRedirect = response.status() >= 300 && response.status() < 400
    const rewritten = isRedirect ? undefined : rewriter.rewrite(await response.text())
    if (rewritten !== undefined) return route.fulfill({ response, body: rewritten })
    return isRedirect ? route.fallback() : route.fulfill({ response })
  })
}

/** Answers a parcel of the app's own recorder in place of its ingest. */
export async function answerParcel(route: Route, ingest: TestIngest): Promise<void> {
  const request = route.request()
  const answer = await ingest.receive({
    method: request.method(),
    url: new URL(request.url()).pathname,
    headers: request.headers(),
    body: new Uint8Array(request.postDataBuffer() ?? []),
  })
  if (answer === 'cut') return route.abort()
  await route.fulfill({
    status: answer.status,
    contentType: 'application/json',
    headers: { 'access-control-allow-origin': '*', ...answer.headers },
    body: JSON.stringify(answer.body),
  })
}
