// The panels of rows, loaded together: they share the list.
export { ConsolePanel } from './console-panel.tsx'
export { ErrorsPanel } from './errors-panel.tsx'
export { EventsPanel } from './events-panel.tsx'
export { NetworkPanel } from './network-panel.tsx'
