// Which columns the list has; kept on this device.
import { Popup } from '../elements/popup.tsx'
import { type ColumnName, columns } from './columns.ts'

export function ColumnsMenu(props: {
  readonly chosen: ReadonlySet<ColumnName>
  readonly onChoose: (chosen: ReadonlySet<ColumnName>) => void
}) {
  const { chosen, onChoose } = props
  return (
    <Popup label="Columns" className="columns-menu">
      {() => (
        <fieldset className="menu-lines">
          <legend className="visually-hidden">Columns of the list</legend>
          {columns.slice(1).map(({ name, label, meaning }) => (
            <label key={name} className="menu-line" title={meaning}>
              <input
                type="checkbox"
                checked={chosen.has(name)}
                onChange={({ target }) => {
                  const next = new Set(chosen)
                  if (target.checked) next.add(name)
                  else next.delete(name)
                  onChoose(next)
                }}
              />
              {label}
              <span className="quiet menu-detail">{meaning}</span>
            </label>
          ))}
        </fieldset>
      )}
    </Popup>
  )
}
