'use client'

// Next's app router: which of its routes is shown, from what its hooks return.
import { useEffect } from 'react'
import { useRecorder } from './recorder-context.ts'
import { partsOf, pathOf, withBase } from './route-template.ts'

/** What `useParams()` of `next/navigation` returns. */
export type NextParams = Readonly<Record<string, string | readonly string[] | undefined>>

function decoded(part: string): string {
  try {
    return decodeURIComponent(part)
  } catch {
    return part
  }
}

// From the end: a folder's name in front of a parameter may be the same as what the parameter holds.
function withoutValues(pathname: string, params: NextParams): string {
  const parts = partsOf(pathname).map(decoded)
  let end = parts.length
  for (const [name, value] of Object.entries(params).toReversed()) {
    if (value === undefined) continue
    // Of a catch-all no template of a rule set speaks: it is as many parameters as it has parts now.
    const values = (typeof value === 'string' ? [value] : value).map(decoded)
    for (const one of values.toReversed()) {
      const at = parts.lastIndexOf(one, end - 1)
      if (at < 0) continue
      parts[at] = `:${name}`
      end = at
    }
  }
  return pathOf(parts)
}

/**
 * Tells the recorder which route Next's app router shows. Call it in one client component in the root layout with what
 * the hooks of `next/navigation` return:
 *
 * ```tsx
 * 'use client'
 * import { useNextRoute } from '@reseal/react/next'
 * import { useParams, usePathname } from 'next/navigation'
 *
 * export function ReportRoute() {
 *   useNextRoute(usePathname(), useParams())
 *   return null
 * }
 * ```
 *
 * Next does not hand its templates to the page, so the template is the path with the parameters' values taken out. A
 * result that the rule set does not declare is shown as `/…`: a value that slipped through shows nothing.
 *
 * @param basePath the app's `basePath`, which `usePathname` leaves out.
 */
export function useNextRoute(pathname: string | null, params: NextParams | null, basePath?: string): void {
  const recorder = useRecorder()
  const template = pathname === null ? undefined : withBase(basePath, withoutValues(pathname, params ?? {}))
  useEffect(() => {
    if (template !== undefined) recorder.route(template)
    // Each path once, also when it shows the same template again.
  }, [recorder, template, pathname])
}
