// What dist/web-vitals.js exports, which vite.module.config.ts makes: web-vitals over listeners and observers of ours.
import type { onCLS, onFCP, onINP, onLCP, onTTFB } from 'web-vitals/attribution'

/** What the library watches the page with. */
export interface VitalScope {
  addEventListener(type: string, listener: EventListener, options: true | AddEventListenerOptions): void
  removeEventListener(type: string, listener: EventListener, options: true | EventListenerOptions): void
  readonly PerformanceObserver: typeof PerformanceObserver
}

/** The library's functions that are used. */
export interface WebVitals {
  readonly onCLS: typeof onCLS
  readonly onFCP: typeof onFCP
  readonly onINP: typeof onINP
  readonly onLCP: typeof onLCP
  readonly onTTFB: typeof onTTFB
}

/** The library anew, with state of its own. */
export function createWebVitals(scope: VitalScope): WebVitals
