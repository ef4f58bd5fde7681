// Lines that keep a table's layout still while it loads.

export function SkeletonRows(props: { readonly columns: number; readonly rows: number }) {
  return Array.from({ length: props.rows }, (_, row) => (
    <tr key={row} aria-hidden="true">
      {Array.from({ length: props.columns }, (_cell, column) => (
        <td key={column}>
          <span className="skeleton" style={{ width: `${50 + ((row * 3 + column * 7) % 5) * 9}%` }} />
        </td>
      ))}
    </tr>
  ))
}
