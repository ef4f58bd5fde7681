// OCSF 1.8.0 (https://schema.ocsf.io/1.8.0) as far as we write it: what API Activity and Datastore Activity and the objects
// in them require, which types and values their attributes take, said in our own words. What is not here is not written.

/** What an attribute takes. */
export type OcsfType =
  | 'string'
  | 'integer'
  | 'timestamp'
  | 'ip'
  | 'open'
  | readonly number[]
  | { readonly object: string }
  | { readonly list: 'string' | { readonly object: string } }

/** A class or an object. */
export interface OcsfShape {
  readonly required: readonly string[]
  readonly attributes: Readonly<Record<string, OcsfType>>
  readonly atLeastOne?: readonly string[]
}

const base: Readonly<Record<string, OcsfType>> = {
  activity_name: 'string',
  actor: { object: 'actor' },
  category_name: 'string',
  category_uid: [6],
  class_name: 'string',
  http_request: { object: 'http_request' },
  metadata: { object: 'metadata' },
  raw_data: 'string',
  severity: 'string',
  severity_id: [0, 1, 2, 3, 4, 5, 6, 99],
  src_endpoint: { object: 'network_endpoint' },
  status: 'string',
  status_code: 'string',
  status_id: [0, 1, 2, 99],
  time: 'timestamp',
  type_name: 'string',
  unmapped: 'open',
}
const required = [
  'activity_id',
  'actor',
  'category_uid',
  'class_uid',
  'metadata',
  'severity_id',
  'src_endpoint',
  'time',
  'type_uid',
]

/** By `class_uid`. */
export const ocsfClasses: Readonly<Record<number, OcsfShape>> = {
  6003: {
    required: [...required, 'api'],
    attributes: {
      ...base,
      class_uid: [6003],
      activity_id: [0, 1, 2, 3, 4, 99],
      type_uid: [600_300, 600_301, 600_302, 600_303, 600_304, 600_399],
      api: { object: 'api' },
      resources: { list: { object: 'resource_details' } },
    },
  },
  6005: {
    required,
    attributes: {
      ...base,
      class_uid: [6005],
      activity_id: [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 99],
      type_uid: [
        600_500, 600_501, 600_502, 600_503, 600_504, 600_505, 600_506, 600_507, 600_508, 600_509, 600_510,
        600_599,
      ],
      type: 'string',
      type_id: [0, 1, 2, 3, 99],
      databucket: { object: 'databucket' },
      database: 'open',
      table: 'open',
    },
    atLeastOne: ['database', 'databucket', 'table'],
  },
}

/** By name. */
export const ocsfObjects: Readonly<Record<string, OcsfShape>> = {
  actor: {
    required: [],
    attributes: { user: { object: 'user' }, app_name: 'string' },
    atLeastOne: ['process', 'user', 'invoked_by', 'session', 'app_name', 'app_uid'],
  },
  user: {
    required: [],
    attributes: { uid: 'string', name: 'string', domain: 'string', groups: { list: { object: 'group' } } },
    atLeastOne: ['account', 'name', 'uid'],
  },
  group: { required: [], attributes: { name: 'string' }, atLeastOne: ['name', 'uid'] },
  api: {
    required: ['operation'],
    attributes: { operation: 'string', service: { object: 'service' }, request: { object: 'request' } },
  },
  service: { required: [], attributes: { name: 'string', uid: 'string' }, atLeastOne: ['name', 'uid'] },
  request: { required: ['uid'], attributes: { uid: 'string' } },
  http_request: { required: [], attributes: { user_agent: 'string' } },
  network_endpoint: {
    required: [],
    attributes: { ip: 'ip', uid: 'string', name: 'string' },
    atLeastOne: [
      'ip',
      'uid',
      'name',
      'hostname',
      'svc_name',
      'instance_uid',
      'interface_uid',
      'interface_name',
      'domain',
    ],
  },
  metadata: {
    required: ['product', 'version'],
    attributes: {
      version: 'string',
      product: { object: 'product' },
      uid: 'string',
      event_code: 'string',
      log_name: 'string',
      sequence: 'integer',
      correlation_uid: 'string',
    },
  },
  product: {
    required: [],
    attributes: { name: 'string', vendor_name: 'string', version: 'string' },
    atLeastOne: ['name', 'uid'],
  },
  resource_details: {
    required: [],
    attributes: { type: 'string', uid: 'string' },
    atLeastOne: ['name', 'uid'],
  },
  databucket: {
    required: ['type_id'],
    attributes: { type: 'string', type_id: [0, 1, 2, 3, 99], name: 'string', uid: 'string' },
    atLeastOne: ['name', 'uid'],
  },
}
