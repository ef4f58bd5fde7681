// The recorder's own rrweb, for pages that look into what it observes: the published one is another instance.
export { record as ownRecord } from '#rrweb-record'
