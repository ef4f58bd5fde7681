// The activity of a session in one line of a list: as many bars as there are numbers, a dot where nothing was recorded.

const [width, height] = [96, 18]

export function Spark({ parts }: { readonly parts: readonly number[] | undefined }) {
  if (parts === undefined || parts.length === 0) return <span className="spark-none">–</span>
  const step = 4
  const bars = parts.map((part, place) => {
    const tall = part === 0 ? 1 : Math.max(2, Math.round((part / 99) * height))
    return `M${place * step} ${height - tall}h3v${tall}h-3z`
  })
  return (
    <svg
      className="spark"
      viewBox={`0 0 ${parts.length * step - 1} ${height}`}
      width={width}
      height={height}
      preserveAspectRatio="none"
      aria-hidden="true"
    >
      <path d={bars.join('')} />
    </svg>
  )
}
