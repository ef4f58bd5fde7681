// The redacted DOM at the moment that is shown: its tree as far as one opens it, one node in full, and why it can be read or
// cannot. Everything of the recording stands here as text.
import { type KeyboardEvent, useEffect, useId, useRef, useState, useSyncExternalStore } from 'react'
import type { Origin } from '../../../../replay-frame/src/frame-messages.ts'
import type { InspectedNode, InspectedRow } from '../../../../replay-frame/src/inspect-messages.ts'
import { Copyable } from '../../elements/copyable.tsx'
import { useVisibleRows } from '../../elements/visible-rows.ts'
import { kindMeanings, kindNames } from '../thing-kinds.ts'
import type { InspectorControl, InspectorState } from './inspector-state.ts'
import { MaskedText } from './masked-text.tsx'
import type { PanelView } from './view-parts.ts'

const rowHeight = 22
const indent = 12
const deepestIndent = 24

interface DomProps {
  readonly view: PanelView
  readonly inspector: InspectorControl
}

export function DomPanel({ view, inspector }: DomProps) {
  const state = useSyncExternalStore(inspector.subscribe, inspector.getState)
  const { highlight } = view
  useEffect(() => inspector.watch(), [inspector])
  useEffect(() => () => highlight(undefined), [highlight])
  return (
    <div className="rows-panel dom-panel">
      <DomTools inspector={inspector} state={state} />
      <DomTree inspector={inspector} state={state} view={view} />
      {state.isCut && <p className="rows-more">More is open than is shown here: close some of it.</p>}
      {state.chosen !== undefined && (
        <DomNode node={state.chosen} onClose={() => inspector.choose(undefined)} />
      )}
    </div>
  )
}

function DomTools({
  inspector,
  state,
}: {
  readonly inspector: InspectorControl
  readonly state: InspectorState
}) {
  const [text, setText] = useState('')
  const { hits, hit, isHitsCut, isPicking } = state
  return (
    <div className="rows-filter">
      <button
        type="button"
        className="rows-sort dom-pick"
        aria-pressed={isPicking}
        title="Then click a place of the replay"
        onClick={() => inspector.setPicking(!isPicking)}
      >
        pick in the replay
      </button>
      <input
        type="search"
        className="control rows-search"
        aria-label="Search the DOM"
        placeholder="Element, attribute, readable text"
        title="Enter for the next. Masked text is not known here"
        autoComplete="off"
        spellCheck={false}
        value={text}
        onChange={({ target }) => {
          setText(target.value)
          inspector.search(target.value)
        }}
        onKeyDown={(event) => {
          if (event.key === 'Enter') inspector.goToHit(event.shiftKey ? -1 : 1)
          if (event.key === 'Escape') event.currentTarget.blur()
        }}
      />
      {hits !== undefined && (
        <span className="dom-hits" role="status">
          {hits.length === 0 ? 'none' : `${hit + 1} of ${hits.length}${isHitsCut ? '+' : ''}`}
        </span>
      )}
    </div>
  )
}

function DomTree({ inspector, state, view }: DomProps & { readonly state: InspectorState }) {
  const { rows, chosen, reveal } = state
  const scroller = useRef<HTMLDivElement>(null)
  const treeId = useId()
  const {
    rows: items,
    totalHeight,
    scrollTo,
  } = useVisibleRows({
    count: rows.length,
    rowHeight,
    scroller,
    overscan: 20,
  })
  const at = chosen === undefined ? -1 : rows.findIndex(({ node }) => node === chosen.node)
  const revealed = useRef(0)
  useEffect(() => {
    if (at < 0 || revealed.current === reveal) return
    revealed.current = reveal
    scrollTo(at, 'middle')
  }, [at, reveal])
  const choose = (index: number) => {
    const row = rows[Math.min(rows.length - 1, Math.max(0, index))]
    if (row === undefined) return
    inspector.choose(row.node)
    view.highlight(row.node)
    scrollTo(rows.indexOf(row))
  }
  const press = (event: KeyboardEvent) => {
    const row = rows[at]
    const opens = event.key === 'ArrowRight' || event.key === 'ArrowLeft'
    if (event.key === 'ArrowDown') choose(at + 1)
    else if (event.key === 'ArrowUp') choose(at - 1)
    else if (event.key === 'Home') choose(0)
    else if (event.key === 'End') choose(rows.length - 1)
    else if (opens && row !== undefined && row.hasChildren && row.isOpen === (event.key === 'ArrowLeft'))
      inspector.toggle(row.node)
    else if (event.key === 'ArrowLeft' && row !== undefined)
      choose(rows.findLastIndex(({ depth }, index) => index < at && depth < row.depth))
    else if (!opens) return
    event.preventDefault()
  }
  if (rows.length === 0) return <p className="rows-none">The DOM stands here once the replay shows a page.</p>
  return (
    <div
      ref={scroller}
      className="signal-list dom-tree"
      role="tree"
      tabIndex={0}
      aria-label="DOM of the shown moment"
      aria-activedescendant={items.some(({ index }) => index === at) ? `${treeId}-${at}` : undefined}
      onKeyDown={press}
      onPointerLeave={() => view.highlight(chosen?.node)}
    >
      <div role="presentation" className="signal-space" style={{ height: totalHeight }}>
        {items.map(({ index, start }) => {
          const row = rows[index]
          if (row === undefined) return null
          return (
            <div
              key={row.node}
              id={`${treeId}-${index}`}
              role="treeitem"
              aria-level={row.depth + 1}
              aria-selected={index === at}
              aria-expanded={row.hasChildren ? row.isOpen : undefined}
              className="dom-row"
              style={{
                transform: `translateY(${start}px)`,
                height: rowHeight,
                paddingLeft: 8 + Math.min(row.depth, deepestIndent) * indent,
              }}
              title={row.kind === undefined ? undefined : `${kindNames[row.kind]}: ${kindMeanings[row.kind]}`}
              onClick={() => choose(index)}
              onDoubleClick={() => row.hasChildren && inspector.toggle(row.node)}
              onPointerEnter={() => view.highlight(row.node)}
            >
              <span
                className="dom-twist"
                aria-hidden="true"
                onClick={(event) => {
                  event.stopPropagation()
                  if (row.hasChildren) inspector.toggle(row.node)
                }}
              >
                {row.hasChildren ? (row.isOpen ? '▾' : '▸') : ''}
              </span>
              <RowText row={row} />
            </div>
          )
        })}
      </div>
    </div>
  )
}

function RowText({ row }: { readonly row: InspectedRow }) {
  const { form, name, attributes, text, kind, hasChildren, isOpen } = row
  if (form === 'text') return <DomText text={text} />
  return (
    <>
      {form === 'shadow' && <span className="dom-mark">shadow</span>}
      <span className="dom-tag">
        &lt;<span className="dom-name">{name}</span>
        {attributes.map(({ name: attribute, value }, index) => (
          <span key={index}>
            {' '}
            <span className="dom-attribute">{attribute}</span>
            {value !== '' && (
              <>
                ="
                <MaskedText text={value} />"
              </>
            )}
          </span>
        ))}
        &gt;
      </span>
      {text !== '' && <DomText text={text} />}
      {hasChildren && !isOpen && <span className="quiet">…</span>}
      {kind === 'blocked' && <span className="dom-mark">blocked</span>}
    </>
  )
}

function DomText({ text }: { readonly text: string }) {
  return (
    <span className="dom-text">
      <MaskedText text={text.trim()} />
    </span>
  )
}

function DomNode({ node, onClose }: { readonly node: InspectedNode; readonly onClose: () => void }) {
  const { name, attributes, text, kind, origin, box } = node
  return (
    <section className="row-detail" aria-label="Chosen node">
      <div className="row-detail-head">
        <strong>{name === '#text' ? 'text' : `<${name}>`}</strong>
        <span className="quiet" title="In pixels of the recorded page: width × height, at left, top">
          {box.width} × {box.height} at {box.left}, {box.top}
        </span>
        <span className="row-detail-tools">
          <Copyable
            text={JSON.stringify(node, undefined, 2)}
            shown="copy JSON"
            title="Copy what is known of it"
          />
          <button type="button" className="row-close" aria-label="Close" onClick={onClose}>
            ×
          </button>
        </span>
      </div>
      {kind !== undefined && (
        <p>
          <strong>{kindNames[kind]}</strong> <span className="quiet">{kindMeanings[kind]}</span>
          {origin?.kind === 'rule' && <> · {originWords(origin)}</>}
        </p>
      )}
      {text !== '' && (
        <p className="row-text">
          <MaskedText text={text} />
        </p>
      )}
      {attributes.length > 0 && (
        <dl className="row-facts">
          {attributes.map(({ name: attribute, value, origin: by }, index) => (
            <div key={index} className="row-fact">
              <dt className="quiet">{attribute}</dt>
              <dd>
                <MaskedText text={value} />
                {by !== undefined && <span className="quiet"> · {originWords(by)}</span>}
              </dd>
            </div>
          ))}
        </dl>
      )}
    </section>
  )
}

function originWords({ kind, rule }: Origin): string {
  if (kind === 'static') return 'static: in the app’s source code'
  return rule === undefined ? 'let through by a rule' : `let through by the rule ${rule}`
}
