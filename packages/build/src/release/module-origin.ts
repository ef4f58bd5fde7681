// Where a module comes from, as the manifest says it: a path in the app, or a package's name.
import { existsSync, readFileSync } from 'node:fs'
import { dirname, join, relative, sep } from 'node:path'

/**
 * Says where modules come from: relative to `root` with `/`; of a module in `node_modules`, or of another package beside the app, the
 * package's name.
 */
export function createModuleOrigin(root: string): (path: string) => string {
  const names = new Map<string, string | undefined>()

  const packageNameAt = (folder: string): string | undefined => {
    if (names.has(folder)) return names.get(folder)
    const parent = dirname(folder)
    const name =
      nameIn(join(folder, 'package.json')) ?? (parent === folder ? undefined : packageNameAt(parent))
    names.set(folder, name)
    return name
  }

  return (path) => {
    const inApp = relative(root, path)
    const installed = installedPackage(path)
    if (installed !== undefined) return installed
    const beside = inApp.startsWith(`..${sep}`) ? packageNameAt(dirname(path)) : undefined
    return beside ?? inApp.split(sep).join('/')
  }
}

function installedPackage(path: string): string | undefined {
  return /.*[\\/]node_modules[\\/]((?:@[^\\/]+[\\/])?[^\\/]+)[\\/]/.exec(path)?.[1]?.replace('\\', '/')
}

function nameIn(file: string): string | undefined {
  if (!existsSync(file)) return undefined
  const { name }: { name?: unknown } = JSON.parse(readFileSync(file, 'utf8'))
  return typeof name === 'string' ? name : undefined
}
