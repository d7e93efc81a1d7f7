import { reactive, watch, type ShallowRef } from 'vue'
import type { Layer, Overlay } from '../../model/document'
import type { Stage } from '../../stage'

/** What the visitor has switched on and off; where nothing was chosen, the document rules. */
export interface Switches {
  overlay(overlay: Overlay): boolean
  layer(layer: Layer): boolean
  setOverlay(id: string, on: boolean): void
  setLayer(id: string, on: boolean): void
}

export function createSwitches(stage: Readonly<ShallowRef<Stage | null>>): Switches {
  const overlays = reactive(new Map<string, boolean>())
  const layers = reactive(new Map<string, boolean>())
  watch(stage, (made) => {
    overlays.forEach((on, id) => made?.setOverlayVisible(id, on))
    layers.forEach((on, id) => made?.setLayerVisible(id, on))
  })
  return {
    overlay: ({ id, visible }) => overlays.get(id) ?? visible ?? true,
    layer: ({ id, visible }) => layers.get(id) ?? visible ?? true,
    setOverlay(id, on) {
      overlays.set(id, on)
      stage.value?.setOverlayVisible(id, on)
    },
    setLayer(id, on) {
      layers.set(id, on)
      stage.value?.setLayerVisible(id, on)
    },
  }
}
