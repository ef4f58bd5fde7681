// The search as it is written: one line, its filters set off, what can follow below it, and what cannot be read said at once.
import { type KeyboardEvent, type RefObject, useEffect, useId, useMemo, useRef, useState } from 'react'
import { type ReadSyntax, readSyntax, type SyntaxProblem } from '../../../src/search/search-syntax.ts'
import { type Completion, type Completions, complete } from './completion.ts'

export function SearchField(props: {
  readonly field: RefObject<HTMLInputElement | null>
  readonly value: string
  readonly label: string
  readonly placeholder: string
  readonly complete: (text: string, caret: number) => Completions
  /** Reads the text; the sessions' syntax where it is left out. */
  readonly read?: (text: string) => ReadSyntax
  /** Called with a text that can be read. */
  readonly onSearch: (text: string) => void
}) {
  const { field, value, onSearch, read = readSyntax } = props
  const [text, setText] = useState(value)
  const [caret, setCaret] = useState(value.length)
  const [isOpen, setOpen] = useState(false)
  const [isTried, setTried] = useState(true)
  const [chosen, setChosen] = useState(-1)
  const wanted = useRef<number>(undefined)
  const mirror = useRef<HTMLDivElement>(null)
  const id = useId()
  useEffect(() => {
    setText(value === '' ? '' : `${value} `)
    setTried(true)
  }, [value])
  useEffect(() => {
    if (wanted.current === undefined) return
    field.current?.setSelectionRange(wanted.current, wanted.current)
    wanted.current = undefined
  }, [text, field])
  const { problems } = useMemo(() => read(text), [read, text])
  const completions = useMemo(() => props.complete(text, caret), [props.complete, text, caret])
  const { choices } = completions
  const isListed = isOpen && choices.length > 0
  // Whoever still writes a word is not told that it is unfinished.
  const told = problems.filter(({ from, to }) => isTried || caret < from || caret > to)
  const search = (written: string) => {
    setTried(true)
    setOpen(false)
    const read_ = read(written)
    if (read_.problems.length === 0) onSearch(written.trim())
  }
  const choose = (choice: Completion) => {
    const next = complete(text, completions, choice)
    setText(next.text)
    setCaret(next.caret)
    setChosen(-1)
    wanted.current = next.caret
    if (choice.isWhole) search(next.text)
    else setOpen(true)
    field.current?.focus()
  }
  const press = (event: KeyboardEvent<HTMLInputElement>) => {
    const { key } = event
    if (key === 'ArrowDown' || key === 'ArrowUp') {
      event.preventDefault()
      setOpen(true)
      const by = key === 'ArrowDown' ? 1 : -1
      const first = by === 1 ? 0 : choices.length - 1
      setChosen((at) => (isListed ? (at === -1 ? first : (at + by + choices.length) % choices.length) : -1))
    } else if (key === 'Enter') {
      const choice = isListed ? choices[chosen] : undefined
      if (choice === undefined) search(text)
      else choose(choice)
    } else if (key === 'Tab' && isListed && chosen >= 0 && !event.shiftKey) {
      const choice = choices[chosen]
      if (choice === undefined) return
      event.preventDefault()
      choose(choice)
    } else if (key === 'Escape') {
      if (isListed) setOpen(false)
      else event.currentTarget.blur()
    }
  }
  return (
    <search className="search">
      <div className="search-line">
        <div ref={mirror} className="search-mirror" aria-hidden="true">
          <Marked text={text} problems={told} read={read} />
        </div>
        <input
          ref={field}
          className="control search-input mono"
          type="text"
          role="combobox"
          autoComplete="off"
          autoCapitalize="none"
          spellCheck={false}
          aria-label={props.label}
          aria-expanded={isListed}
          aria-controls={`${id}-list`}
          aria-autocomplete="list"
          aria-activedescendant={isListed && chosen >= 0 ? `${id}-${chosen}` : undefined}
          aria-invalid={told.length > 0}
          aria-describedby={told.length > 0 ? `${id}-problem` : undefined}
          placeholder={props.placeholder}
          value={text}
          onChange={({ target }) => {
            setText(target.value)
            setCaret(target.selectionStart ?? target.value.length)
            setOpen(true)
            setTried(false)
            setChosen(-1)
          }}
          onSelect={({ currentTarget }) => setCaret(currentTarget.selectionStart ?? 0)}
          onScroll={({ currentTarget }) => {
            if (mirror.current !== null) mirror.current.scrollLeft = currentTarget.scrollLeft
          }}
          onFocus={() => setOpen(true)}
          onBlur={() => {
            setOpen(false)
            setTried(true)
          }}
          onKeyDown={press}
        />
        {text === '' ? (
          <kbd className="search-key" aria-hidden="true">
            /
          </kbd>
        ) : (
          <button
            type="button"
            className="search-clear"
            aria-label="Clear the search"
            onClick={() => {
              setText('')
              onSearch('')
              field.current?.focus()
            }}
          >
            ×
          </button>
        )}
        <div
          id={`${id}-list`}
          className="search-list"
          role="listbox"
          aria-label="What can follow"
          hidden={!isListed}
        >
          {choices.map((choice, place) => (
            // biome-ignore lint/a11y/useKeyWithClickEvents lint/a11y/useFocusableInteractive: the field keeps the focus and has the keys
            <div
              key={choice.text}
              id={`${id}-${place}`}
              role="option"
              aria-selected={place === chosen}
              className="search-choice"
              onPointerDown={(event) => event.preventDefault()}
              onClick={() => choose(choice)}
            >
              <span className="mono">{choice.label}</span>
              <span className="search-detail">{choice.detail}</span>
            </div>
          ))}
          <div className="search-keys" aria-hidden="true">
            <kbd>↓</kbd> choose · <kbd>Enter</kbd> search · a minus before a filter turns it around
          </div>
        </div>
      </div>
      <div id={`${id}-problem`} className="search-problem" role="status">
        {told.map(({ from, message }) => (
          <span key={from}>{message}</span>
        ))}
      </div>
    </search>
  )
}

/** The text with its filters and problems set off; it lies behind the field. */
function Marked(props: {
  readonly text: string
  readonly problems: readonly SyntaxProblem[]
  readonly read: (text: string) => ReadSyntax
}) {
  const { text, problems, read } = props
  const marks = [
    ...read(text).terms.map(({ from, to, isNot }) => ({
      from,
      to,
      name: isNot ? 'token token-not' : 'token',
    })),
    ...problems.map(({ from, to }) => ({ from, to, name: 'token token-problem' })),
  ].sort((a, b) => a.from - b.from)
  let at = 0
  const parts = marks.map(({ from, to, name }) => {
    const before = text.slice(at, from)
    at = to
    return (
      <span key={from}>
        {before}
        <span className={name}>{text.slice(from, to)}</span>
      </span>
    )
  })
  return (
    <>
      {parts}
      {text.slice(at)}
    </>
  )
}
