/** Bloom, tone mapping and vignette; loaded only where the tier draws them. */
import { HalfFloatType, type PerspectiveCamera, type Scene, type WebGLRenderer } from 'three'
import {
  BloomEffect,
  EffectComposer,
  EffectPass,
  RenderPass,
  ToneMappingEffect,
  ToneMappingMode,
  VignetteEffect,
} from 'postprocessing'

export class Bloom {
  private readonly composer: EffectComposer
  private readonly effect = new BloomEffect({ mipmapBlur: true, luminanceSmoothing: 0.3, radius: 0.68, levels: 7 })

  constructor(renderer: WebGLRenderer, scene: Scene, camera: PerspectiveCamera, samples: number) {
    this.composer = new EffectComposer(renderer, { frameBufferType: HalfFloatType, multisampling: samples })
    this.composer.addPass(new RenderPass(scene, camera))
    this.composer.addPass(
      new EffectPass(
        camera,
        this.effect,
        new ToneMappingEffect({ mode: ToneMappingMode.ACES_FILMIC }),
        new VignetteEffect({ darkness: 0.34, offset: 0.3 }),
      ),
    )
  }

  setSize(width: number, height: number): void {
    this.composer.setSize(width, height, false)
  }

  /** `darkness` 0 … 1: lamps bloom by night, only glare does by day. */
  draw(dt: number, darkness: number): void {
    this.effect.intensity = 0.14 + 0.86 * darkness
    this.effect.luminanceMaterial.threshold = 1.5 - 0.9 * darkness
    this.composer.render(dt)
  }

  dispose(): void {
    this.composer.dispose()
  }
}
