// Which bug is planted: none, unless the address says ?bug=<name>. The tab remembers it; ?bug=none ends it.
import { type Parts, soundParts } from '../parts.ts'

type Plant = () => Readonly<Partial<Parts>>

const bugs: Readonly<Record<string, () => Promise<{ readonly plant: Plant }>>> = {
  crash: () => import('./crash.ts'),
  'double-submit': () => import('./double-submit.tsx'),
  'failing-branch': () => import('./failing-branch.ts'),
  'layout-overlap': () => import('./layout-overlap.tsx'),
  'lost-focus': () => import('./lost-focus.tsx'),
  race: () => import('./race.ts'),
  'stale-list': () => import('./stale-list.ts'),
  'validation-loop': () => import('./validation-loop.ts'),
  'wrong-button': () => import('./wrong-button.tsx'),
  'wrong-route': () => import('./wrong-route.tsx'),
}

const storageKey = 'clinic.planted-bug'

/** The parts of the app, one or two of them broken where a bug is chosen. */
export async function chooseParts(): Promise<Parts> {
  const asked = new URLSearchParams(window.location.search).get('bug')
  if (asked !== null) window.sessionStorage.setItem(storageKey, asked)
  const bug = bugs[window.sessionStorage.getItem(storageKey) ?? 'none']
  return bug === undefined ? soundParts : { ...soundParts, ...(await bug()).plant() }
}
