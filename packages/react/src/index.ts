// Entry of @reseal/react. Routers have entries of their own.
export { useRecorder } from './recorder-context.ts'
export { Allow, Block, Mask, type RegionProps } from './regions.tsx'
export {
  type FallbackProps,
  ResealErrorBoundary,
  type ResealErrorBoundaryProps,
} from './reseal-error-boundary.tsx'
export { ResealProvider, type ResealProviderProps } from './reseal-provider.tsx'
