// The inspector: paints what a recording of this page would show, hide and leave out, and says why. A chunk of its
// own that only development loads (design §9).

import type { RuleSet } from '@reseal/redaction-rules'
import { createPageRulings } from '../capture/page-rulings.ts'
import { createPanel, type Panel } from './create-panel.ts'
import { findRegions, type Region } from './find-regions.ts'
import { paintRegions } from './paint-regions.ts'
import { suggestRule } from './suggest-rule.ts'

/** A running inspector. */
export interface Inspector {
  /** Takes everything off the page again. */
  close(): void
}

function smallestAt(regions: readonly Region[], x: number, y: number): Region | undefined {
  let best: Region | undefined
  let bestArea = Infinity
  for (const region of regions) {
    for (const rect of region.rects) {
      if (x < rect.left || x > rect.right || y < rect.top || y > rect.bottom) continue
      const area = rect.width * rect.height
      if (area < bestArea) [best, bestArea] = [region, area]
    }
  }
  return best
}

/**
 * Shows the inspector on this page.
 *
 * Selectors of the rules have been checked.
 */
export function startInspector(rules: RuleSet): Inspector {
  const rulings = createPageRulings(rules)
  const context = { rules, rulingOf: rulings.rulingOf }
  const ends = new AbortController()
  const { signal } = ends
  let regions: Region[] = []
  let current: Region | undefined
  let frame = 0

  const panel: Panel = createPanel({ onFilter: repaint, onClose: close })

  function repaint(): void {
    if (frame !== 0) return
    frame = requestAnimationFrame(() => {
      frame = 0
      rulings.reset()
      regions = findRegions(context, document.body, panel.host)
      panel.showCounts(regions)
      paintRegions(panel.canvas, regions, panel.shown)
    })
  }

  function close(): void {
    ends.abort()
    observer.disconnect()
    cancelAnimationFrame(frame)
    panel.host.remove()
  }

  async function copyRule(): Promise<void> {
    if (current === undefined) return
    const rule = suggestRule(current.element)
    try {
      await navigator.clipboard.writeText(rule)
    } catch {
      // Without permission for the clipboard the panel shows the rule to copy by hand.
    }
    panel.showCopied(rule)
  }

  const observer = new MutationObserver(repaint)
  observer.observe(document, { subtree: true, childList: true, attributes: true, characterData: true })
  window.addEventListener('scroll', repaint, { signal, capture: true, passive: true })
  window.addEventListener('resize', repaint, { signal, passive: true })
  window.addEventListener(
    'pointermove',
    (event) => {
      const region = smallestAt(regions, event.clientX, event.clientY)
      if (region === current) return
      current = region
      panel.showRegion(region)
    },
    { signal, passive: true },
  )
  window.addEventListener(
    'keydown',
    (event) => {
      if (event.key === 'Escape') close()
      else if (event.altKey && event.code === 'KeyC') {
        event.preventDefault()
        void copyRule()
      }
    },
    { signal, capture: true },
  )
  repaint()
  return { close }
}
