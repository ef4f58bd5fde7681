export interface ClinicOptions {
  /** 0, the default, takes a free port. */
  readonly port?: number
  readonly host?: string
  /** Served as /reseal.json: `{ endpoint, appKey, sealingKey, receiptKey, viewerUrl }`. Absent: the app runs unrecorded. */
  readonly resealConfig?: object
  /** The folder `npm run build -w examples/clinic-intake` wrote. */
  readonly distDir?: string
}

/** Starts the example clinic on node:http. */
export function startClinic(options?: ClinicOptions): Promise<{ url: string; stop: () => Promise<void> }>
