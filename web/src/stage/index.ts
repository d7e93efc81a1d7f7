/**
 * The stage: a framework-free viewer of scene documents on three.js.
 *
 * Frames of reference: documents speak east-north-up metres around their
 * origin; three's world is Y-up, (e, n, u) → (e, u, -n). See `frames.ts`.
 * Data flows one way: document and board → plugins → one frame loop.
 */
import { StageHost } from './stage'
import type { Stage, StageOptions } from './types'

export type * from './types'

/** Puts a stage into `container`, which must have a size; the stage follows it. */
export function createStage(container: HTMLElement, options: StageOptions): Stage {
  return new StageHost(container, options)
}
