import { inject, provide, type InjectionKey, type Ref, type ShallowRef } from 'vue'
import type { LiveStatus } from '../../client/live'
import type { SceneDocument } from '../../model/document'
import type { Selection, Stage } from '../../stage'
import type { Row } from './rows'
import type { Switches } from './switches'

/** What the parts around a stage share. The stage itself never becomes reactive. */
export interface StageContext {
  slug: string
  document: Readonly<ShallowRef<SceneDocument>>
  /** null until it is loaded, and where the device cannot draw it. */
  stage: Readonly<ShallowRef<Stage | null>>
  rows: Readonly<ShallowRef<readonly Row[]>>
  status: Readonly<Ref<LiveStatus>>
  /** Device time since when the connection is lost, or null. */
  offlineSince: Readonly<Ref<number | null>>
  mode: Readonly<Ref<'live' | 'replay'>>
  /** The server's clock now, by this device's. */
  serverNow: () => number
  selection: Readonly<ShallowRef<Selection | null>>
  select: (target: Selection | null) => void
  switches: Switches
  /** Local clock hours that the stage shows. */
  hours: Readonly<Ref<number>>
  setHours: (hours: number | null) => void
}

const key: InjectionKey<StageContext> = Symbol('stage')

export const provideStage = (context: StageContext): void => provide(key, context)

export function useStage(): StageContext {
  const context = inject(key)
  if (!context) throw new Error('nothing provides the stage')
  return context
}
