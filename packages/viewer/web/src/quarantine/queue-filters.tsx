// Which quarantined sessions are shown, and in which order; all of it in the address.
import type { QuarantineSummary } from '../../../src/api-types.ts'
import type { QuarantineAddress } from '../address/address.ts'
import { navigate } from '../address/use-address.ts'
import { detectorLabel, detectorNames } from './finding-words.ts'

const states = ['quarantined', 'released', 'redacted', 'shredded'] as const

type Field = 'app' | 'state' | 'detector' | 'release' | 'sort'

export function QueueFilters(props: {
  readonly address: QuarantineAddress
  /** What is shown: its apps and releases are offered. */
  readonly rows: readonly QuarantineSummary[]
}) {
  const { address, rows } = props
  const { app, state, detector, release, sort } = address
  const go = (field: Field, value: string) => {
    const { cursor: _, [field]: __, ...rest } = address
    navigate({ ...rest, ...(value === '' ? {} : { [field]: value }) })
  }
  return (
    <>
      <Choice
        label="State"
        value={state ?? 'quarantined'}
        options={[['all', 'Any state'], ...states.map((each) => [each, each] as const)]}
        onChoose={(value) => go('state', value)}
      />
      <Choice
        label="App"
        value={app ?? ''}
        options={[['', 'Any app'], ...named([app, ...rows.map((row) => row.app)])]}
        onChoose={(value) => go('app', value)}
      />
      <Choice
        label="Release"
        value={release ?? ''}
        options={[['', 'Any release'], ...named([release, ...rows.flatMap(({ releases }) => releases)])]}
        onChoose={(value) => go('release', value)}
      />
      <Choice
        label="Looks like"
        value={detector ?? ''}
        options={[
          ['', 'Looks like anything'],
          ...(detector !== undefined && detectorLabel(detector) === detector
            ? [[detector, detector] as const]
            : []),
          ...detectorNames,
        ]}
        onChoose={(value) => go('detector', value)}
      />
      <Choice
        label="Order"
        value={sort ?? ''}
        options={[
          ['', 'Most urgent first'],
          ['newest', 'Newest first'],
        ]}
        onChoose={(value) => go('sort', value)}
      />
    </>
  )
}

function named(values: readonly (string | undefined)[]): (readonly [string, string])[] {
  return [...new Set(values.filter((value) => value !== undefined))]
    .toSorted()
    .map((value) => [value, value] as const)
}

function Choice(props: {
  readonly label: string
  readonly value: string
  readonly options: readonly (readonly [string, string])[]
  readonly onChoose: (value: string) => void
}) {
  return (
    <select
      className="control queue-choice"
      aria-label={props.label}
      value={props.value}
      onChange={({ target }) => props.onChoose(target.value)}
    >
      {props.options.map(([value, label]) => (
        <option key={value} value={value}>
          {label}
        </option>
      ))}
    </select>
  )
}
