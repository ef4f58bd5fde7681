// What axe finds on a page as it stands (WCAG 2.2 A and AA, and axe's own best practices), in both themes.
import axe from 'axe-core'
import type { Page } from 'playwright'

interface AxeRun {
  readonly violations: readonly {
    readonly id: string
    readonly nodes: readonly { readonly target: readonly unknown[]; readonly failureSummary?: string }[]
  }[]
}

/** Rule and element of each violation, `rule: selector (theme)`. */
export async function findViolations(page: Page): Promise<string[]> {
  const found: string[] = []
  for (const theme of ['light', 'dark'] as const) {
    await page.evaluate((name) => {
      document.documentElement.dataset['theme'] = name
    }, theme)
    // By the debugger, which the page's content security policy does not bind.
    await page.evaluate(axe.source)
    const { violations } = await page.evaluate(
      async (): Promise<AxeRun> =>
        // The frame with the recorded page is not ours to mend: what lies in it is the customer's.
        (globalThis as unknown as { axe: { run(context: object): Promise<AxeRun> } }).axe.run({
          exclude: [['iframe']],
        }),
    )
    found.push(
      ...violations.flatMap(({ id, nodes }) =>
        nodes.map(({ target, failureSummary }) => {
          const why = (failureSummary ?? '').split('\n').slice(1).join(' ').trim()
          return `${id}: ${target.join(' ')} (${theme}) ${why}`
        }),
      ),
    )
  }
  return found
}
