import type { LiveState } from './live-state'

/** Why a link ended. */
export interface LinkEnd {
  /** The server spoke on it, so the way itself works. */
  spoke: boolean
  /** Coming back is pointless: the scene is gone, or not for this viewer. */
  final: boolean
  /** Close code or HTTP status, 0 for none. */
  code: number
}

/** One attempt to follow a board, by socket or by polling. It tells once that it ended, unless it was closed. */
export interface LiveLink {
  /** The version that has been drawn. */
  ack(version: number): void
  close(): void
}

/** What a link writes to and whom it tells. */
export interface LinkContext {
  /** `/api/v1/scenes/{scene}/live` */
  path: string
  overlays?: string[]
  state: LiveState
  /** The server spoke: the board is live. */
  alive: () => void
  ended: (end: LinkEnd) => void
}
