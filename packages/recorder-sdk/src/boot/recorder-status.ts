// Whether a page is recorded, and if not, why: what `status()` of a recorder answers (README, "When a page is recorded").

/** Whether a page is recorded once recording may begin, and why not. */
export type RecordingStatus =
  /** What happens is sealed and sent. */
  | 'recording'
  /** The last minute is in memory and waits for an error. */
  | 'buffering'
  /** By `sampling` nothing of this session is recorded. */
  | 'not-sampled'
  /** By `routes` this address is not recorded. */
  | 'route-excluded'
  /** Ingest said so. */
  | 'switched-off'
  /** An error ended it; `onError` had it. */
  | 'failed'
  | 'stopped'

/** Whether the page is recorded, and if not, why. */
export type RecorderStatus =
  | RecordingStatus
  /** The stub is here, the recorder not yet. */
  | 'loading'
  /** `start()` was not called. */
  | 'waiting-for-start'
  /** Consent is not granted. */
  | 'waiting-for-consent'
  /** Static texts are being fetched, for two seconds at most. */
  | 'waiting-for-manifest'
  /** Recording was declined or consent withdrawn, in this browser. */
  | 'declined'
  /** The page is prerendered and nobody sees it. */
  | 'prerendering'
  /** There is no page, or no WebCrypto. */
  | 'unsupported'
