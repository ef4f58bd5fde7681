// A day at the clinic, for pictures and for checks of every page: patients come, something breaks, someone watches.
import { visits } from '../walkthroughs/visits.ts'
import type { ClinicTeam } from './clinic-team.ts'
import { watchSession } from './watch-session.ts'

/** The session to look at, and the moment (m:ss) at which something happens in it. */
export interface ClinicDay {
  readonly session: string
  readonly moment: string
}

/** Records four visits, three of them with a bug, and has one watched. */
export async function spendDay(team: ClinicTeam): Promise<ClinicDay> {
  for (const bug of ['double-submit', 'crash', 'wrong-route'] as const) {
    await team.visit(visits[bug], { bug })
  }
  const session = await team.visit(visits['layout-overlap'], { bug: 'layout-overlap' })
  const page = await team.pageOf('eng-1')
  await watchSession(page, `${team.demo.viewerUrl}/sessions/${session}`)
  await page.waitForTimeout(3_000)
  return { session, moment: '0:03' }
}
