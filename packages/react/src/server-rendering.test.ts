import { createElement as h, type ReactNode } from 'react'
import { renderToString } from 'react-dom/server'
import { createMemoryRouter, MemoryRouter, RouterProvider } from 'react-router'
import { describe, expect, it } from 'vitest'
import { Allow, Block, Mask, ResealErrorBoundary, ResealProvider, useRecorder } from './index.ts'
import { useNextRoute } from './next.ts'
import { trackRouter, urlRulesOf, useRouteTemplate } from './react-router.ts'

const routes = [{ path: '/', element: h('p', undefined, 'home') }, { path: 'patients/:id/:tab?' }]

function Status(): ReactNode {
  const recorder = useRecorder()
  recorder.event('rendered')
  useNextRoute('/', {})
  return recorder.status()
}

describe('on a server', () => {
  it('renders without starting a recorder, whatever the options', () => {
    const options = { endpoint: 'nowhere' } as never
    expect(renderToString(h(ResealProvider, { options }, h(Status)))).toBe('unsupported')
  })

  it('gives a recorder that does nothing where there is no provider', async () => {
    expect(renderToString(h(Status))).toBe('unsupported')
  })

  it('renders regions with their level, which no prop can loosen', () => {
    expect(renderToString(h(Block, { as: 'p', title: 'x', 'data-reseal': 'allow' } as never))).toBe(
      '<p title="x" data-reseal="block"></p>',
    )
    expect(renderToString(h(Mask, undefined, 'a'))).toBe(
      '<div style="display:contents" data-reseal="mask">a</div>',
    )
    expect(renderToString(h(Allow, { as: 'b' }, 'a'))).toBe('<b data-reseal="allow">a</b>')
  })

  it('renders boundaries and routers', () => {
    const router = createMemoryRouter(routes)
    const told: string[] = []
    trackRouter({ route: (template) => told.push(template) }, router)()
    expect(told).toEqual(['/'])
    expect(renderToString(h(ResealErrorBoundary, undefined, h(RouterProvider, { router })))).toContain('home')
    const Inside = (): ReactNode => {
      useRouteTemplate(routes)
      return 'inside'
    }
    expect(renderToString(h(MemoryRouter, undefined, h(Inside)))).toBe('inside')
  })
})

describe('urlRulesOf', () => {
  it('declares each template once, optional parts with and without, splats not', () => {
    const nested = [
      { children: [{ path: '/' }, { path: 'patients', children: [{ index: true }, { path: ':id/:tab?' }] }] },
      { path: 'files/*' },
      { path: '/absolute', children: [{ path: '/absolute/below' }] },
    ]
    expect(urlRulesOf(nested, '/clinic/')).toEqual(
      [
        '/clinic',
        '/clinic/patients',
        '/clinic/patients/:id/:tab',
        '/clinic/patients/:id',
        '/clinic/absolute',
        '/clinic/absolute/below',
      ].map((path, index) => ({ id: `route-${index + 1}`, path })),
    )
  })
})
