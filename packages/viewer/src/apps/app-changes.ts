// What the audit log says of a change of an app: one event for each setting that is another than before.
import type { App, AppChange, AuditEvent } from '@reseal/store'

type Change = NonNullable<AuditEvent<'configuration.change'>['change']>

/** What differs from what is. */
export function changesToRecord(before: App, asked: AppChange): readonly Change[] {
  const { sealingKeyId, command, dailyQuotaBytes, parcelsRefused, grantsRequired } = asked
  const settings: readonly (readonly [Change['setting'], string, string | undefined])[] = [
    ['app.sealing-key', before.sealingKeyId, sealingKeyId],
    ['app.command', before.command ?? 'none', command],
    ['app.limit', limitWord(before.dailyQuotaBytes), said(dailyQuotaBytes, limitWord)],
    ['app.parcels', parcelsWord(before.parcelsRefused ?? false), said(parcelsRefused, parcelsWord)],
    ['app.grants', grantsWord(before.grantsRequired ?? false), said(grantsRequired, grantsWord)],
  ]
  return [
    ...originChanges(before.allowedOrigins, asked.allowedOrigins),
    ...settings.flatMap(([setting, from, to]) =>
      to === undefined || to === from ? [] : [{ setting, from, to }],
    ),
  ]
}

function said<Value>(value: Value | undefined, word: (value: Value) => string): string | undefined {
  return value === undefined ? undefined : word(value)
}

const limitWord = (bytes: number | undefined): string =>
  bytes === undefined || bytes === 0 ? 'none' : String(bytes)
const parcelsWord = (isRefused: boolean): string => (isRefused ? 'refuse' : 'take')
const grantsWord = (isRequired: boolean): string => (isRequired ? 'required' : 'optional')

function originChanges(before: readonly string[], after: readonly string[] | undefined): readonly Change[] {
  if (after === undefined) return []
  const setting = 'app.origins'
  const gone = before.filter((origin) => !after.includes(origin))
  const come = after.filter((origin) => !before.includes(origin))
  return [
    ...gone.map((origin) => ({ setting, from: originWord(origin) }) as const),
    ...come.map((origin) => ({ setting, to: originWord(origin) }) as const),
  ]
}

/** The log takes no asterisk. */
function originWord(origin: string): string {
  return origin.replace(/\*$/, 'any')
}
