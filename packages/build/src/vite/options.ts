// The plugin's options, checked once: a misspelt one would otherwise leave text masked, or readable, without a word.
import { BuildError } from '../build-error.ts'

/** Options of `resealManifest`. */
export interface ResealManifestOptions {
  /** The manifest file, relative to Vite's root. Default: `reseal.manifest.json`. */
  readonly manifest?: string
  /** How texts come in that nobody has decided about. Default: `pending`; `allow` allows at once what is not withheld. */
  readonly newTexts?: 'pending' | 'allow'
  /** Globs of message catalogues (JSON of i18next or FormatJS), relative to Vite's root. Default: none. */
  readonly catalogues?: readonly string[]
  /** Globs of the modules to read, dependencies included. Default: all. */
  readonly include?: readonly string[]
  /** Globs of modules that are not read. Default: none. */
  readonly exclude?: readonly string[]
  /** Whether a build may write the file. Default: unless the environment says `CI`. */
  readonly update?: boolean
  /** Whether the set is also written to `reseal.manifest.txt` in the output, for pages with the script tag. Default: no. */
  readonly emit?: boolean
}

const names = ['manifest', 'newTexts', 'catalogues', 'include', 'exclude', 'update', 'emit']

// The environment's variables.
type Environment = Readonly<Record<string, string | undefined>>

/** What the options come to. */
export interface ParsedOptions {
  readonly manifest: string
  readonly newTexts: 'pending' | 'allow'
  readonly catalogues: readonly string[]
  readonly include: readonly string[]
  readonly exclude: readonly string[]
  readonly update: boolean
  readonly emit: boolean
}

/**
 * The options with their defaults.
 *
 * @throws BuildError `bad_option`
 */
export function parseOptions(options: ResealManifestOptions, environment: Environment): ParsedOptions {
  if (Object.keys(options).some((name) => !names.includes(name))) {
    throw new BuildError('bad_option', `options are ${names.join(', ')}`)
  }
  const { newTexts = 'pending' } = options
  if (newTexts !== 'pending' && newTexts !== 'allow') {
    throw new BuildError('bad_option', "newTexts is 'pending' or 'allow'")
  }
  return {
    manifest: text(options.manifest, 'manifest') ?? 'reseal.manifest.json',
    newTexts,
    catalogues: globs(options.catalogues, 'catalogues'),
    include: globs(options.include, 'include'),
    exclude: globs(options.exclude, 'exclude'),
    update: flag(options.update, 'update') ?? !isContinuousIntegration(environment),
    emit: flag(options.emit, 'emit') ?? false,
  }
}

function isContinuousIntegration({ CI = '' }: Environment): boolean {
  return CI !== '' && CI !== '0' && CI !== 'false'
}

function text(value: unknown, name: string): string | undefined {
  if (value === undefined || (typeof value === 'string' && value !== '')) return value
  throw new BuildError('bad_option', `${name} is a path`)
}

function flag(value: unknown, name: string): boolean | undefined {
  if (value === undefined || typeof value === 'boolean') return value
  throw new BuildError('bad_option', `${name} is true or false`)
}

function globs(value: readonly unknown[] | undefined, name: string): readonly string[] {
  const list: unknown = value ?? []
  if (Array.isArray(list) && list.every((glob): glob is string => typeof glob === 'string' && glob !== ''))
    return list
  throw new BuildError('bad_option', `${name} is a list of globs`)
}
