// A list of origins with one field to add to it, and words for what is wrong with what was typed.
import { useId, useState } from 'react'
import { readOrigin } from './origin-words.ts'

export function OriginField(props: {
  readonly origins: readonly string[]
  readonly disabled?: boolean
  readonly onChange: (origins: readonly string[]) => void
}) {
  const { origins, onChange, disabled = false } = props
  const [text, setText] = useState('')
  const [isAsked, setAsked] = useState(false)
  const problemId = useId()
  const read = readOrigin(text)
  const add = (origin: string) => {
    setText('')
    setAsked(false)
    if (!origins.includes(origin)) onChange([...origins, origin])
  }
  const submit = () => ('origin' in read ? add(read.origin) : setAsked(true))
  const problem = isAsked && 'problem' in read ? read : undefined
  return (
    <div className="origins">
      <ul className="origins-list">
        {origins.map((origin) => (
          <li key={origin}>
            <span className="mono">{origin}</span>
            <button
              type="button"
              className="button button-plain"
              disabled={disabled || origins.length === 1}
              title={origins.length === 1 ? 'The last one stays: without any, nothing is taken.' : undefined}
              onClick={() => onChange(origins.filter((each) => each !== origin))}
            >
              Remove<span className="visually-hidden"> {origin}</span>
            </button>
          </li>
        ))}
      </ul>
      <div className="origins-add">
        <input
          className="control mono"
          aria-label="Origin"
          aria-describedby={problem === undefined ? undefined : problemId}
          aria-invalid={problem === undefined ? undefined : true}
          placeholder="https://portal.example.org"
          value={text}
          disabled={disabled}
          onChange={({ target }) => setText(target.value)}
          onKeyDown={(event) => {
            if (event.key !== 'Enter') return
            event.preventDefault()
            submit()
          }}
        />
        <button type="button" className="button" disabled={disabled} onClick={submit}>
          Add origin
        </button>
        <button
          type="button"
          className="button button-plain"
          disabled={disabled || origins.includes('http://localhost:*')}
          title="Any port of http://localhost, while the app is developed"
          onClick={() => add('http://localhost:*')}
        >
          localhost
        </button>
      </div>
      {problem !== undefined && (
        <p className="origins-problem" id={problemId} role="alert">
          {problem.problem}{' '}
          {problem.instead !== undefined && (
            <button type="button" className="button" onClick={() => add(problem.instead ?? '')}>
              Add {problem.instead}
            </button>
          )}
        </p>
      )}
    </div>
  )
}
