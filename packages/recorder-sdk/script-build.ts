// How every classic script of this package is built: one minified file without a global of its own unless it has a name.
import type { BuildOptions } from 'vite'

/**
 * Build options for `entry` as `dist/<fileName>`. Its exports are the global `name`, where that is given; names of
 * properties that match `shorten` are shortened.
 */
export function scriptBuild(
  entry: string,
  fileName: string,
  { name, shorten }: { readonly name?: string; readonly shorten?: RegExp } = {},
): BuildOptions {
  return {
    lib: { entry, formats: ['iife'], name: name ?? 'resealScript', fileName: () => fileName },
    outDir: 'dist',
    // tsc's output lives in the same folder.
    emptyOutDir: false,
    target: 'es2022',
    // 3 % smaller after gzip than what vite's own minifier makes of it.
    minify: 'terser',
    terserOptions: {
      ecma: 2020,
      compress: { passes: 3 },
      ...(shorten !== undefined && { mangle: { properties: { regex: shorten, keep_quoted: true } } }),
    },
    rolldownOptions: { output: { generatedCode: { symbols: false } } },
    sourcemap: false,
    copyPublicDir: false,
  }
}
