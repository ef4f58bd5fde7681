// What each event that is not rewritten node by node may hold (sections 2, 3 and 11).

import { argumentKinds } from '../signals/console.ts'
import { consentText, contextText } from '../signals/context.ts'
import { errorNames } from '../signals/error.ts'
import { gapReasons } from '../signals/gap.ts'
import type { Shape } from './copy-shape.ts'

const place = { x: 'number', y: 'number', id: 'number', rule: 'number' } as const
const index: Shape = { anyOf: ['number', { listOf: 'number' }] }
const rules: Shape = { listOf: { members: { rule: 'string', index } } }
const sheet = { source: 'number', id: 'number', styleId: 'number' } as const
const fingerprints: Shape = { listOf: /^[a-z0-9._-]{1,64}:[0-9a-f]{8}$/ }
const token = /^r\d+$/
const errorDescription = {
  kind: /^(?:error|rejection|handled|cause|member)$/,
  name: errorNames,
  message: 'string',
  frames: { listOf: { members: { source: token, line: 'number', column: 'number', script: 'number' } } },
} as const

/** Events that are copied by shape. */
export type EventShapeName =
  | 'meta'
  | 'offset'
  | 'positions'
  | 'interaction'
  | 'viewport'
  | 'input'
  | 'selection'
  | 'sheetRule'
  | 'declaration'
  | 'adopted'
  | 'rules'
  | 'console'
  | 'context'
  | 'error'
  | 'vital'
  | 'task'
  | 'click'
  | 'field'
  | 'gap'

/** Data of events, by what they are. */
export const eventShapes: Readonly<Record<EventShapeName, Shape>> = {
  meta: { members: { href: 'string', width: 'number', height: 'number' } },
  offset: { members: { top: 'number', left: 'number' } },
  positions: {
    members: {
      source: 'number',
      positions: { listOf: { members: { ...place, timeOffset: 'number' } } },
    },
  },
  interaction: {
    members: { source: 'number', type: 'number', ...place, pointerType: 'number' },
  },
  viewport: { members: { source: 'number', width: 'number', height: 'number' } },
  input: {
    members: { source: 'number', id: 'number', text: 'string', isChecked: 'boolean', rule: 'number' },
  },
  selection: {
    members: {
      source: 'number',
      ranges: {
        listOf: {
          members: {
            start: 'number',
            startOffset: 'number',
            startRule: 'number',
            end: 'number',
            endOffset: 'number',
            endRule: 'number',
          },
        },
      },
    },
  },
  sheetRule: {
    members: {
      ...sheet,
      adds: rules,
      removes: { listOf: { members: { index } } },
      replace: 'string',
      replaceSync: 'string',
    },
  },
  declaration: {
    members: {
      ...sheet,
      index,
      set: { members: { property: 'string', value: { anyOf: ['string', 'null'] }, priority: /^important$/ } },
      remove: { members: { property: 'string' } },
    },
  },
  adopted: {
    members: {
      ...sheet,
      styleIds: { listOf: 'number' },
      styles: { listOf: { members: { styleId: 'number', rules } } },
    },
  },
  rules: {
    members: {
      allow: fingerprints,
      trust: fingerprints,
      mask: fingerprints,
      block: fingerprints,
      attributes: fingerprints,
      patterns: fingerprints,
    },
  },
  context: {
    members: {
      release: contextText,
      environment: contextText,
      identity: 'string',
      undeclared: 'number',
      consent: {
        members: { granted_at_ms: 'number', how: consentText, notice_version: consentText },
      },
    },
  },
  console: {
    members: {
      level: /^(?:debug|info|log|warn|error)$/,
      args: { listOf: { members: { kind: argumentKinds, name: errorNames, text: 'string' } } },
    },
  },
  error: { members: { ...errorDescription, causes: { listOf: { members: errorDescription } } } },
  vital: {
    members: {
      name: /^(?:LCP|CLS|INP|TTFB|FCP)$/,
      value: 'number',
      rating: /^(?:good|needs-improvement|poor)$/,
      id: 'number',
      source: token,
      parts: { listOf: 'number' },
    },
  },
  task: {
    members: {
      durationMs: 'number',
      blockingMs: 'number',
      agoMs: 'number',
      scripts: { listOf: { members: { durationMs: 'number', source: token, position: 'number' } } },
    },
  },
  click: {
    members: { kind: /^(?:rage|dead|error)$/, id: 'number', count: 'number', agoMs: 'number' },
  },
  field: {
    members: {
      id: 'number',
      invalid: 'boolean',
      times: 'number',
      why: /^(?:missing|format)$/,
      same: 'boolean',
      changed: 'boolean',
      filled: 'boolean',
      kind: /^(?:number|date|text)$/,
      opened: {
        members: { invalid: 'number', same: 'number', changed: 'number', filled: 'number', kind: 'number' },
      },
    },
  },
  gap: { members: { reason: gapReasons, durationMs: 'number', part: 'boolean' } },
}
