// Whose sessions a search goes over.
import type { Actor } from '../access/actor.ts'
import { visibleApps } from '../access/app-access.ts'
import type { ViewerDeps } from '../deps.ts'

/** The apps that a person searches, or the one asked for; undefined where that is not theirs. */
export async function searchedApps(
  deps: ViewerDeps,
  actor: Actor,
  app: string | undefined,
): Promise<readonly string[] | undefined> {
  const visible = visibleApps(actor)
  if (app === undefined) return visible === 'all' ? (await deps.apps.list()).map(({ id }) => id) : visible
  return visible === 'all' || visible.includes(app) ? [app] : undefined
}
