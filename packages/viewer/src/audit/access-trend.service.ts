// Accesses over time by person, app and purpose: few rows a chart, the others together.
import type { AccessCount, AccessTrend } from '@reseal/store'
import type { AccessTrendReply, TrendSeries } from './audit-questions-api.ts'

const dayMs = 24 * 60 * 60_000
const mostSeries = 12

/** Shapes the counts for the charts; days without any are there too. */
export function toTrend(
  { counts, isPartial }: AccessTrend,
  { fromMs, toMs }: { readonly fromMs: number; readonly toMs: number },
): AccessTrendReply {
  const first = Math.floor(fromMs / dayMs) * dayMs
  const days = Array.from({ length: Math.floor((toMs - first) / dayMs) + 1 }, (_, day) => first + day * dayMs)
  const by = (nameOf: (count: AccessCount) => string | null): readonly TrendSeries[] =>
    [...Map.groupBy(counts, nameOf)]
      .map(([name, group]) => toSeries(name, group, days))
      .toSorted((a, b) => b.total - a.total)
      .slice(0, mostSeries)
  return {
    days,
    persons: by(({ person }) => person),
    apps: by(({ app }) => app),
    purposes: by(({ purpose }) => purpose),
    total: sumOf(counts),
    isPartial,
  }
}

function toSeries(name: string | null, group: readonly AccessCount[], days: readonly number[]): TrendSeries {
  return {
    name,
    total: sumOf(group),
    refused: sumOf(group.filter(({ outcome }) => outcome === 'denied')),
    counts: days.map((day) => sumOf(group.filter((count) => count.dayMs === day))),
  }
}

function sumOf(counts: readonly AccessCount[]): number {
  return counts.reduce((sum, { count }) => sum + count, 0)
}
