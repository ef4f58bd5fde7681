// The web app's files; every address of the app answers with the one page.
import { defineRoute, type Route } from '../routing/route.ts'
import { ViewerError } from '../viewer-error.ts'
import { staticResponse } from './static-files.ts'

/** Serves a file of the bundle, or the page for an address that names none. Mounted last. */
export const webAppRoute: Route = defineRoute({
  method: 'get',
  path: '/*',
  summary: 'The web app: its files, and its page for every other address outside /api',
  permission: 'public',
  audit: 'none',
  mediaType: 'text/html',
  handle: async ({ path }, { webApp }) => {
    const file = webApp.find(path) ?? (isPage(path) ? webApp.find('/index.html') : undefined)
    if (file === undefined) throw new ViewerError('not_found')
    return staticResponse(file)
  },
})

/** An address of the app: not the API's, and without a file's ending. */
function isPage(path: string): boolean {
  return !/^\/(?:api|assets)(?:\/|$)/u.test(path) && !/\.[^/]*$/u.test(path)
}
