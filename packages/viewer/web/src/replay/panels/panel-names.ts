// The panels beside the replay, in the order of their tabs and keys.

/** Panels by name, as they stand in the address. */
export const panelNames = ['console', 'network', 'errors', 'events', 'vitals', 'dom', 'notes'] as const

/** A panel's name in the address. */
export type PanelName = (typeof panelNames)[number]

/** Shown where the address names none: what the person did, in order. */
export const usualPanel: PanelName = 'events'

/** The panel of that name. */
export function panelOf(name: string | undefined): PanelName {
  return panelNames.find((each) => each === name) ?? usualPanel
}

/** The panel so many tabs on, round and round. */
export function panelAfter(panel: PanelName, by: 1 | -1): PanelName {
  const count = panelNames.length
  return panelNames[(panelNames.indexOf(panel) + by + count) % count] ?? panel
}
