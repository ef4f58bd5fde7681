// What the viewer and the replay frame say to each other. Times are milliseconds since 1970.

/** An rrweb event as it was recorded and redacted. */
export interface FrameEvent {
  readonly type: number
  readonly timestamp: number
  readonly data: unknown
}

/** The first message, the only one through `window.postMessage`: it carries the port for all others. */
export interface Hello {
  readonly type: 'hello'
}

/**
 * The player contract. `order` numbers the jumps, so that a report from before one is told apart. `load` replaces what is held and shows `atMs`, `append` adds what follows it; both say until
 * when (`endMs`) the frame may play. The first event of `load` begins a keyframe.
 */
export type FrameCommand =
  | {
      readonly type: 'load'
      readonly order: number
      readonly events: readonly FrameEvent[]
      readonly endMs: number
      readonly atMs: number
      readonly playing: boolean
    }
  | { readonly type: 'append'; readonly events: readonly FrameEvent[]; readonly endMs: number }
  | { readonly type: 'play' }
  | { readonly type: 'pause' }
  | { readonly type: 'seek'; readonly order: number; readonly atMs: number }
  | { readonly type: 'speed'; readonly speed: number }

/** What the frame tells: that it listens, where it is, the recorded page's size, or that it could not go on. */
export type FrameReport =
  | { readonly type: 'ready' }
  | { readonly type: 'time'; readonly order: number; readonly atMs: number; readonly playing: boolean }
  | { readonly type: 'size'; readonly width: number; readonly height: number }
  | { readonly type: 'failed' }
