// How a group of errors goes from day to day: a bar a day, today last.

export function ErrorTrend({
  days,
  isLarge = false,
}: {
  readonly days: readonly number[]
  readonly isLarge?: boolean
}) {
  const most = Math.max(1, ...days)
  const [step, width, height] = isLarge ? [22, 18, 56] : [6, 4, 20]
  const today = Date.now()
  return (
    <svg
      className="errors-bars"
      viewBox={`0 0 ${days.length * step} ${height}`}
      width={days.length * step}
      height={height}
      role="img"
      aria-label={`Sessions a day, today last: ${days.join(', ')}`}
    >
      {days.map((count, day) => {
        const tall = count === 0 ? 1 : Math.max(2, Math.round((count / most) * height))
        const date = new Date(today - (days.length - 1 - day) * 86_400_000).toISOString().slice(0, 10)
        return (
          <rect key={date} x={day * step} y={height - tall} width={width} height={tall}>
            <title>{`${date} (UTC): ${count} ${count === 1 ? 'session' : 'sessions'}`}</title>
          </rect>
        )
      })}
    </svg>
  )
}
