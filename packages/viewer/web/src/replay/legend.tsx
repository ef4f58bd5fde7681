// The legend: what the kinds of things in a replay look like, how many are in view, and the switch that tints them.
import { useSyncExternalStore } from 'react'
import type { ProvenanceControl } from './provenance-state.ts'
import { countOf, kindMeanings, kindNames, thingKinds } from './thing-kinds.ts'

export function Legend({ control }: { readonly control: ProvenanceControl }) {
  const state = useSyncExternalStore(control.subscribe, control.getState)
  const kinds = thingKinds.filter((kind) => kind !== 'unmarked' || countOf(state.counts, kind) > 0)
  return (
    <section className="legend" aria-label="Legend" data-tinted={state.shown || undefined}>
      <button
        type="button"
        className="button button-plain legend-fold"
        aria-expanded={state.legendOpen}
        aria-controls="legend-kinds"
        title="l"
        onClick={control.toggleLegend}
      >
        Legend
        <FoldIcon />
      </button>
      <ul id="legend-kinds" className="legend-kinds" hidden={!state.legendOpen}>
        {kinds.map((kind) => (
          <li key={kind}>
            <button
              type="button"
              className="legend-kind"
              title={`${kindNames[kind]}: ${kindMeanings[kind]}. Press for the next one in view`}
              aria-disabled={countOf(state.counts, kind) === 0}
              onClick={() => control.find(kind)}
            >
              <span className={`swatch swatch-${kind}`} aria-hidden="true">
                {kind === 'static' || kind === 'rule' || kind === 'unmarked' ? 'Aa' : ''}
              </span>
              {kindNames[kind]} <span className="quiet">{countOf(state.counts, kind)}</span>
              <span className="visually-hidden">in view</span>
            </button>
          </li>
        ))}
      </ul>
      <button
        type="button"
        className="button legend-switch"
        aria-pressed={state.shown}
        title="p"
        onClick={control.toggle}
      >
        Provenance
      </button>
    </section>
  )
}

function FoldIcon() {
  return (
    <svg className="legend-fold-icon" viewBox="0 0 16 16" width="10" height="10" aria-hidden="true">
      <path d="M6 3l5 5-5 5" fill="none" stroke="currentColor" strokeWidth="2" />
    </svg>
  )
}
