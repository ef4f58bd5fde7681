// Types of the module that the bundler's plugin provides: add "@reseal/build/virtual" to `types` in tsconfig.json.
declare module 'virtual:reseal/manifest' {
  /** The static-text set of this release, for the recorder's option `manifest`. */
  export const manifest: string
}
