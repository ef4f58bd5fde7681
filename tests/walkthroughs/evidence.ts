// What each walkthrough rests on, asked of an opened recording. docs/walkthroughs says how it leads to the cause.
import type { RecordedLike } from '@reseal/testing/ingest'
import { interactionsOf, RebuiltPage, requestsOf, signalsOf } from './recording.ts'
import type { BugName } from './visits.ts'

type Events = readonly RecordedLike[]

const failedText = 'The intake could not be submitted. Nothing was lost, try again.'

/** Clicks on elements of that name with that text, at the moment of the click. */
function clicksOn(events: Events, tagName: string, text: string) {
  return interactionsOf(events, 'click').filter(({ at, id }) => {
    const page = new RebuiltPage(events, at - 1)
    return page.withText(tagName, text).some((element) => page.isWithin(id, element))
  })
}

/** Where each click on the link "Patients" led, as recorded. */
function whereLed(events: Events): unknown[] {
  const routes = signalsOf(events, 'reseal/route').filter(({ payload }) => payload['kind'] === 'push')
  return clicksOn(events, 'a', 'Patients').map(
    ({ at }) => routes.find((route) => route.at >= at)?.payload['url.template'],
  )
}

function searchFieldsFocused(events: Events) {
  return interactionsOf(events, 'focus').filter(({ at, id }) => {
    const page = new RebuiltPage(events, at)
    return page.attribute(id, 'type') === 'search'
  })
}

const rowsAt = (events: Events, at: number): number => new RebuiltPage(events, at).all('tr').length - 1

/** Whether the recording shows a bug. */
export const evidence: Readonly<Record<BugName, (events: Events) => boolean>> = {
  'wrong-button'(events) {
    const page = new RebuiltPage(events)
    const [save = 0] = page.withText('button', 'Save draft')
    const [submit = 0] = page.withText('button', 'Submit intake')
    const presses = interactionsOf(events, 'down').filter(({ id }) => id === save)
    const clicks = interactionsOf(events, 'click').filter(({ id }) => id === save)
    const sent = requestsOf(events, 'POST', '/api/intake').map(({ status }) => status)
    return (
      page.attribute(save, 'disabled') === '' &&
      page.attribute(submit, 'disabled') !== '' &&
      presses.length === 2 &&
      clicks.length === 0 &&
      sent.join() === '500,500'
    )
  },

  'failing-branch'(events) {
    const created = requestsOf(events, 'POST', '/api/drafts').map(({ status }) => status)
    const [updated] = requestsOf(events, 'PUT', '/api/drafts')
    const failures = signalsOf(events, 'reseal/error').filter(
      ({ payload }) => payload['kind'] === 'rejection',
    )
    return (
      created.join() === '201' &&
      updated?.status === 500 &&
      JSON.stringify(updated.payload['response']).includes('draft_version_missing') &&
      failures.length === 1 &&
      new RebuiltPage(events).withText('span', 'Draft saved.').length === 1
    )
  },

  'validation-loop'(events) {
    const told = signalsOf(events, 'reseal/field')
      .map(({ payload }) => payload)
      .filter(({ kind }) => kind === 'date')
    // Leaving it with the last date may find it invalid once more.
    const invalid = told.filter((payload) => payload['invalid'] === true).slice(0, 3)
    return (
      invalid.map(({ times }) => times).join() === '1,2,3' &&
      invalid.map(({ filled }) => filled).join() === 'false,true,true' &&
      invalid.slice(1).every(({ same, why }) => same === false && why === undefined) &&
      !told.some((payload) => payload['invalid'] === false) &&
      requestsOf(events, 'POST', '/api/intake').length === 0
    )
  },

  'lost-focus'(events) {
    const focused = searchFieldsFocused(events)
    const left = interactionsOf(events, 'blur')
    const presses = interactionsOf(events, 'down')
    // Each is left though nobody has pressed anywhere since, and is gone from the page.
    const lost = focused.filter(({ id, at }) => {
      const blur = left.find((event) => event.id === id && event.at >= at)
      if (blur === undefined) return false
      return (
        new RebuiltPage(events).attribute(id, 'type') === undefined &&
        presses.filter((press) => press.at > at && press.at <= blur.at && press.id !== id).length === 0
      )
    })
    return lost.length === 3 && new Set(lost.map(({ id }) => id)).size === 3
  },

  'wrong-route'(events) {
    return (
      whereLed(events).join() === '/patients,/…' &&
      new RebuiltPage(events).withText('h1', 'New patient intake').length === 1
    )
  },

  'stale-list'(events) {
    const [away] = clicksOn(events, 'a', 'New intake')
    const [saved] = requestsOf(events, 'POST', '/api/drafts')
    const [search] = searchFieldsFocused(events)
    if (away === undefined || saved === undefined || search === undefined) return false
    const before = rowsAt(events, away.at - 1)
    const counts = events
      .filter(({ timestamp }) => timestamp > search.at)
      .map(({ timestamp }) => rowsAt(events, timestamp))
    return (
      saved.status === 201 &&
      away.at < saved.endedAt &&
      rowsAt(events, search.at) === before &&
      // A search finds the one that the list lacks, and the whole list lacks it again.
      counts.includes(1) &&
      counts.at(-1) === before
    )
  },

  'double-submit'(events) {
    const clicks = clicksOn(events, 'button', 'Save draft').map(({ at }) => at)
    const sent = requestsOf(events, 'POST', '/api/drafts')
    const counts = clicks.map(
      (at, index) =>
        sent.filter(
          ({ endedAt }) => endedAt >= at && endedAt < (clicks[index + 1] ?? Number.POSITIVE_INFINITY),
        ).length,
    )
    const [first = 0, second = 0] = counts
    return counts.length === 2 && second > first && second > 1
  },

  race(events) {
    const answers = requestsOf(events, 'GET', '/api/patients/:id/results')
    const [quick, slow] = [answers[0], answers.at(-1)]
    if (quick === undefined || slow === undefined) return false
    const route = signalsOf(events, 'reseal/route').at(-1)
    if (route?.payload['url.template'] !== '/patients/:id/chart') return false
    // Within one and the same chart the table fills, and fills again with more.
    const counts = events
      .filter(({ timestamp }) => timestamp >= quick.endedAt)
      .map(({ timestamp }) => rowsAt(events, timestamp))
      .filter((count) => count > 0)
    return slow.beganAt < quick.beganAt && route.at < quick.endedAt && new Set(counts).size === 2
  },

  'layout-overlap'(events) {
    const [sent] = clicksOn(events, 'button', 'Submit intake')
    const stopped = clicksOn(events, 'p', failedText)
    return (
      sent !== undefined &&
      stopped.length === 4 &&
      stopped.every(({ x, y }) => x === sent.x && y === sent.y) &&
      requestsOf(events, 'POST', '/api/intake').length === 1
    )
  },

  crash(events) {
    const [failure] = signalsOf(events, 'reseal/error')
    const dates = signalsOf(events, 'reseal/field').filter(({ payload }) => payload['kind'] === 'date')
    const frames = failure?.payload['frames']
    return (
      failure?.payload['name'] === 'TypeError' &&
      failure.payload['kind'] === 'handled' &&
      Array.isArray(frames) &&
      frames.length > 0 &&
      dates.at(-1)?.payload['filled'] === false &&
      requestsOf(events, 'POST', '/api/drafts')[0]?.status === 201 &&
      whereLed(events).join() === '/patients' &&
      new RebuiltPage(events).withText('h1', 'This page failed').length === 1
    )
  },
}
