// For apps that bring their own recorder: their settings are public and stand in what the app loads, so they are
// replaced on the way: the test's endpoint and keys in place of the deployment's. What the recorder does stays its own.

/** What `reseal init` wrote to init.json and the app hands to its recorder. */
export interface AppSettings {
  readonly endpoint: string
  readonly sealingKey: string
  readonly receiptKey: string
}

/** Rewrites what an app loads. */
export interface SettingsRewriter {
  /** The text with the test's settings, or undefined when none of the app's are in it. */
  rewrite(text: string): string | undefined
  /** Whether settings were found in anything so far. */
  readonly found: boolean
}

type Name = keyof AppSettings

const shapes: Readonly<Record<Name, RegExp>> = {
  endpoint: /^https?:\/\/[^\s"'`]+$/,
  sealingKey: /^B[\w-]{86}$/,
  receiptKey: /^B[\w-]{86}$/,
}
const names = Object.keys(shapes) as readonly Name[]

// `sealingKey: "B…"`: names of properties survive minifiers.
const property = /(["']?)\b(endpoint|sealingKey|receiptKey)\1\s*:\s*(["'`])([^"'`\\]{1,512})\3/g

function settingsIn(text: string): Partial<Record<Name, string>> {
  const found: Partial<Record<Name, string>> = {}
  if (!text.includes('sealingKey')) return found
  for (const [, , name, , value] of text.matchAll(property)) {
    if (name !== undefined && value !== undefined && shapes[name as Name].test(value))
      found[name as Name] = value
  }
  // An endpoint alone may be anything's.
  return found.sealingKey === undefined ? {} : found
}

/** Creates a rewriter. `known` are the app's settings where the caller has them: then names do not matter. */
export function createSettingsRewriter(test: AppSettings, known?: Partial<AppSettings>): SettingsRewriter {
  const replaced = new Map<string, string>()
  const learn = (settings: Partial<Record<Name, string>>): void => {
    for (const name of names) {
      const value = settings[name]
      if (value !== undefined && value !== test[name]) replaced.set(value, test[name])
    }
  }
  if (known !== undefined) learn(known)
  let found = false
  return {
    get found() {
      return found
    },
    rewrite(text) {
      learn(settingsIn(text))
      let rewritten = text
      for (const [from, to] of replaced) rewritten = rewritten.replaceAll(from, to)
      if (rewritten === text) return undefined
      found = true
      return rewritten
    },
  }
}
