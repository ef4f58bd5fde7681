// Leaves that prove something, each with its receipt to download.

const shown = 3

export function ReceiptLeaves({ leaves }: { readonly leaves: readonly number[] }) {
  if (leaves.length === 0) return <span className="quiet">–</span>
  return (
    <span title={`Leaves ${leaves.join(', ')}: each has a receipt that verifies offline`}>
      {leaves.slice(0, shown).map((leaf, place) => (
        <span key={leaf}>
          {place > 0 && ', '}
          <a href={`/api/audit/${leaf}/receipt`} download="" title={`Receipt of leaf ${leaf}`}>
            {leaf}
          </a>
        </span>
      ))}
      {leaves.length > shown && <span className="quiet"> +{leaves.length - shown}</span>}
    </span>
  )
}
