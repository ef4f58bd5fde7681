// How long sessions are kept (design.md §5.10, §6): typed rules, and what they come to for one session. Pure.
//
// A session is kept for the days of its app, or of the deployment where the app has none. A label's rule takes their place;
// of several labels the longest counts. Errors only lengthen. Bounds hold for every number, so that no rule of an app can
// go below what the deployment promised or beyond what it allows.

/** What an app says for itself. */
export interface AppRetention {
  readonly days?: number
  /** Of sessions in which an error happened. */
  readonly daysWithErrors?: number
}

/** What a label (a tag that a rule set declares) says. */
export interface LabelRetention {
  readonly name: string
  /** Any value where absent. */
  readonly value?: string
  readonly days: number
}

/** How long sessions are kept. Days are whole, counted from the last segment that ingest received. */
export interface RetentionRules {
  /** No rule is below it. */
  readonly minimumDays: number
  /** No rule is beyond it. */
  readonly maximumDays: number
  readonly days: number
  readonly daysWithErrors?: number
  /** By the app's id. */
  readonly apps: Readonly<Record<string, AppRetention>>
  readonly labels: readonly LabelRetention[]
}

/** What the rules look at. */
export interface RetainedSession {
  readonly app: string
  readonly hasErrors: boolean
  readonly tags: Readonly<Record<string, string>>
}

/** Why a session is kept for as long as it is. */
export type RetentionCause = 'deployment' | 'app' | 'label' | 'errors'

/** Ten years. */
const longestDays = 3_653

// Bounds of the comparison of two sets of rules, and of what a page can show.
const mostApps = 500
const mostLabels = 50

/** For how many days a session is kept, and by which rule. */
export function retentionOf(
  rules: RetentionRules,
  { app, hasErrors, tags }: RetainedSession,
): { readonly days: number; readonly cause: RetentionCause } {
  const own = ownRules(rules, app)
  const labelled = rules.labels
    .filter(({ name, value }) => Object.hasOwn(tags, name) && (value === undefined || tags[name] === value))
    .map(({ days }) => days)
  const base =
    labelled.length > 0
      ? ({ days: Math.max(...labelled), cause: 'label' } as const)
      : own?.days === undefined
        ? ({ days: rules.days, cause: 'deployment' } as const)
        : ({ days: own.days, cause: 'app' } as const)
  const withErrors = own?.daysWithErrors ?? rules.daysWithErrors
  return hasErrors && withErrors !== undefined && withErrors > base.days
    ? { days: withErrors, cause: 'errors' }
    : base
}

/** No session of the app is kept for less. */
export function shortestDays(rules: RetentionRules, app: string): number {
  return Math.min(ownRules(rules, app)?.days ?? rules.days, ...rules.labels.map(({ days }) => days))
}

/** Whether some session would be kept for less than before; `undefined` before means for ever. */
export function shortens(before: RetentionRules | undefined, after: RetentionRules): boolean {
  if (before === undefined) return true
  // Whatever differs shows with at most two labels: of those a session has, one that counted before and one that counts now.
  const labels = distinctLabels([...before.labels, ...after.labels])
  const sets = [
    {},
    ...labels,
    ...labels.flatMap((one, at) => labels.slice(at + 1).map((other) => ({ ...one, ...other }))),
  ]
  const apps = [...new Set([...Object.keys(before.apps), ...Object.keys(after.apps)]), noApp]
  return apps.some((app) =>
    sets.some((tags) =>
      [false, true].some((hasErrors) => {
        const session = { app, hasErrors, tags }
        return retentionOf(after, session).days < retentionOf(before, session).days
      }),
    ),
  )
}

// No app's id has a space.
const noApp = 'no app'

/** Tags that each rule matches; of a rule for any value, a value that no rule names. */
function distinctLabels(labels: readonly LabelRetention[]): Readonly<Record<string, string>>[] {
  const named = labels.flatMap(({ name, value }) => [
    { [name]: '' },
    ...(value === undefined ? [] : [{ [name]: value }]),
  ])
  return [...new Map(named.map((tags) => [JSON.stringify(tags), tags])).values()]
}

function ownRules({ apps }: RetentionRules, app: string): AppRetention | undefined {
  return Object.hasOwn(apps, app) ? apps[app] : undefined
}

/** Rules, or what is wrong with them: paths of fields and what is expected there, never a value. */
export type CheckedRules =
  | { readonly rules: RetentionRules }
  | { readonly problems: readonly [string, ...string[]] }

/** Checks what someone wrote, each field. */
export function checkRetentionRules(value: unknown): CheckedRules {
  const problems: string[] = []
  const rules = readRules(value, problems)
  const [first, ...rest] = problems
  return first === undefined ? { rules } : { problems: [first, ...rest] }
}

/** One text for the same rules. */
export function retentionRulesText(rules: RetentionRules): string {
  const { minimumDays, maximumDays, days, daysWithErrors, apps, labels } = rules
  const inOrder = Object.entries(apps).toSorted(([one], [other]) => (one < other ? -1 : 1))
  return JSON.stringify({
    minimumDays,
    maximumDays,
    days,
    ...(daysWithErrors !== undefined && { daysWithErrors }),
    apps: Object.fromEntries(
      inOrder.map(([app, own]) => [
        app,
        {
          ...(own.days !== undefined && { days: own.days }),
          ...(own.daysWithErrors !== undefined && { daysWithErrors: own.daysWithErrors }),
        },
      ]),
    ),
    labels: labels.map((label) => ({
      name: label.name,
      ...(label.value !== undefined && { value: label.value }),
      days: label.days,
    })),
  })
}

type Fields = Readonly<Record<string, unknown>>

function readRules(value: unknown, problems: string[]): RetentionRules {
  const fields = readObject('the rules', value, {
    problems,
    known: ['minimumDays', 'maximumDays', 'days', 'daysWithErrors', 'apps', 'labels'],
  })
  const minimumDays = readDays('minimumDays', fields['minimumDays'] ?? 1, {
    problems,
    least: 1,
    most: longestDays,
  })
  const maximumDays = readDays('maximumDays', fields['maximumDays'] ?? longestDays, {
    problems,
    least: minimumDays,
    most: longestDays,
  })
  const bounds = { problems, least: minimumDays, most: maximumDays }
  const withErrors = fields['daysWithErrors']
  return {
    minimumDays,
    maximumDays,
    days: readDays('days', fields['days'], bounds),
    ...(withErrors !== undefined && { daysWithErrors: readDays('daysWithErrors', withErrors, bounds) }),
    apps: readApps(fields['apps'] ?? {}, bounds),
    labels: readLabels(fields['labels'] ?? [], bounds),
  }
}

interface Bounds {
  readonly problems: string[]
  readonly least: number
  readonly most: number
}

function readDays(path: string, value: unknown, { problems, least, most }: Bounds): number {
  if (typeof value === 'number' && Number.isInteger(value) && value >= least && value <= most) return value
  problems.push(`${path}: expected a whole number of days from ${least} to ${most}`)
  return least
}

function readObject(
  path: string,
  value: unknown,
  { problems, known }: { readonly problems: string[]; readonly known?: readonly string[] },
): Fields {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    problems.push(`${path}: expected an object`)
    return {}
  }
  if (known !== undefined && Object.keys(value).some((name) => !known.includes(name))) {
    problems.push(`${path}: expected no fields but ${known.join(', ')}`)
  }
  return value as Fields
}

function readApps(value: unknown, bounds: Bounds): RetentionRules['apps'] {
  const { problems } = bounds
  const entries = Object.entries(readObject('apps', value, { problems }))
  if (entries.length > mostApps) problems.push(`apps: expected at most ${mostApps}`)
  return Object.fromEntries(
    entries.slice(0, mostApps).map(([app, own], at) => {
      const path = /^[a-z0-9-]{1,64}$/u.test(app) ? `apps.${app}` : `apps (number ${at + 1})`
      if (!path.endsWith(app)) problems.push(`${path}: expected the id of an app as its name`)
      const { days, daysWithErrors } = readObject(path, own, { problems, known: ['days', 'daysWithErrors'] })
      return [
        app,
        {
          ...(days !== undefined && { days: readDays(`${path}.days`, days, bounds) }),
          ...(daysWithErrors !== undefined && {
            daysWithErrors: readDays(`${path}.daysWithErrors`, daysWithErrors, bounds),
          }),
        },
      ]
    }),
  )
}

function readLabels(value: unknown, bounds: Bounds): LabelRetention[] {
  const { problems } = bounds
  if (!Array.isArray(value) || value.length > mostLabels) {
    problems.push(`labels: expected a list of at most ${mostLabels}`)
    return []
  }
  const seen = new Set<string>()
  return value.map((label: unknown, at) => {
    const path = `labels[${at}]`
    const fields = readObject(path, label, { problems, known: ['name', 'value', 'days'] })
    const isText = (text: unknown): text is string =>
      typeof text === 'string' && text.length >= 1 && text.length <= 64
    const { name, value: wanted } = fields
    if (!isText(name)) problems.push(`${path}.name: expected the name of a tag`)
    if (wanted !== undefined && !isText(wanted)) problems.push(`${path}.value: expected the value of a tag`)
    const key = JSON.stringify([name, wanted])
    if (seen.has(key)) problems.push(`${path}: expected each label once`)
    seen.add(key)
    return {
      name: isText(name) ? name : '',
      ...(isText(wanted) && { value: wanted }),
      days: readDays(`${path}.days`, fields['days'], bounds),
    }
  })
}
