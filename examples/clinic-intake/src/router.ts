// The address bar as state: three routes, one of them with a patient id in it.
import { useSyncExternalStore } from 'react'

export type Route =
  | { readonly page: 'intake' }
  | { readonly page: 'patients' }
  | { readonly page: 'chart'; readonly patientId: string }

function parseRoute(path: string): Route {
  const chart = /^\/patients\/([^/]+)\/chart$/.exec(path)
  if (chart?.[1] !== undefined) return { page: 'chart', patientId: safeDecode(chart[1]) }
  if (path === '/patients') return { page: 'patients' }
  return { page: 'intake' }
}

export function chartPath(patientId: string): string {
  return `/patients/${encodeURIComponent(patientId)}/chart`
}

export function navigate(path: string): void {
  window.history.pushState(null, '', path)
  window.dispatchEvent(new PopStateEvent('popstate'))
  window.scrollTo(0, 0)
}

export function useRoute(): Route {
  return parseRoute(useSyncExternalStore(subscribe, () => window.location.pathname))
}

function subscribe(onChange: () => void): () => void {
  window.addEventListener('popstate', onChange)
  return () => window.removeEventListener('popstate', onChange)
}

function safeDecode(segment: string): string {
  try {
    return decodeURIComponent(segment)
  } catch {
    return segment
  }
}
