// The replay over the whole screen, with what controls it and under its watermark; what stands beside it is hidden.

/** Enters full screen, or leaves it. Where the browser does not allow it nothing happens. */
export function toggleFullScreen(): void {
  const replay = document.querySelector('main.replay')
  if (document.fullscreenElement !== null) void document.exitFullscreen().catch(() => undefined)
  else void replay?.requestFullscreen().catch(() => undefined)
}
