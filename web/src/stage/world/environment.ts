/** Sky, sun, light, shadow and air of the scene, by local time and weather. */
import {
  BackSide,
  DirectionalLight,
  HemisphereLight,
  Mesh,
  ShaderMaterial,
  SphereGeometry,
  Vector3,
  Vector4,
  Color,
} from 'three'
import type { Plugin, StageContext } from '../context'
import { atmosphereAt, createAtmosphere, HAZE_HEIGHT, litShare, type AirUniforms, type Atmosphere } from './atmosphere'
import { airUniformsGlsl, hashGlsl, skyGlsl } from './glsl'
import { localClock, parseClock, skyDirection, sunPosition } from './sun'

/** How often the real time is read where a document names none, milliseconds. */
const CLOCK_STEP = 60_000
const SKY_RADIUS = 1000
/** Metres around the point looked at that receive shadows, by how near the eye is. */
const SHADOW_REACH = { least: 300, most: 2400 }

export class Environment implements Plugin {
  readonly look: Atmosphere = createAtmosphere()
  readonly uniforms: AirUniforms = {
    tsZenith: { value: new Color() },
    tsMiddle: { value: new Color() },
    tsHorizon: { value: new Color() },
    tsHalo: { value: new Color() },
    tsMist: { value: new Color() },
    tsSun: { value: new Vector3(0, 1, 0) },
    tsFog: { value: new Vector4() },
    tsDark: { value: 0 },
    tsLit: { value: 1 },
  }
  /** Towards the sun by day, the moon by night; world axes. */
  readonly keyDirection = new Vector3(0, 1, 0)
  hours = 12
  /** Point on the ground that shadows are drawn around. */
  readonly focus = new Vector3()
  focusReach = 800

  private stage!: StageContext
  private forced: number | null = null
  private readonly key = new DirectionalLight()
  private readonly fill = new HemisphereLight()
  private readonly sky: Mesh<SphereGeometry, ShaderMaterial>
  private readonly skyUniforms = { tsClouds: { value: 0 }, tsStars: { value: 0 }, tsMoon: { value: new Vector3() } }
  private shadowKey = ''

  constructor() {
    this.sky = new Mesh(
      new SphereGeometry(SKY_RADIUS, 32, 16),
      new ShaderMaterial({
        side: BackSide,
        depthWrite: false,
        depthTest: false,
        uniforms: { ...this.uniforms, ...this.skyUniforms },
        vertexShader: skyVertex,
        fragmentShader: skyFragment,
      }),
    )
    this.sky.frustumCulled = false
    this.sky.renderOrder = -1000
    this.key.shadow.autoUpdate = false
    this.key.shadow.bias = -0.0006
    this.key.shadow.normalBias = 1.2
  }

  init(stage: StageContext): void {
    this.stage = stage
    stage.scene.add(this.sky, this.key, this.key.target, this.fill)
    this.tierChanged()
    this.apply()
  }

  documentChanged(): void {
    this.uniforms.tsFog.value.w = 0
    this.apply()
  }

  contentChanged(): void {
    // While layers arrive the shadows stay as they are; the last arrival clears this again.
    if (!this.stage.loading) this.shadowKey = ''
  }

  tierChanged(): void {
    const side = this.stage.settings.shadow
    this.key.castShadow = side > 0
    this.key.shadow.map?.dispose()
    this.key.shadow.map = null
    this.key.shadow.mapSize.set(side || 512, side || 512)
    this.stage.renderer.shadowMap.enabled = side > 0
    this.shadowKey = ''
  }

  contextRestored(): void {
    this.shadowKey = ''
  }

  setTimeOfDay(hours: number | null): void {
    this.forced = hours === null ? null : ((hours % 24) + 24) % 24
    this.apply()
  }

  update(): boolean {
    this.sky.position.copy(this.stage.camera.position)
    if (this.followsClock()) {
      if (Math.abs(this.currentHours() - this.hours) > CLOCK_STEP / 3_600_000) this.apply()
      this.stage.wakeAt(this.stage.time() + CLOCK_STEP, 'clock')
    }
    this.placeShadow()
    return false
  }

  dispose(): void {
    this.stage.scene.remove(this.sky, this.key, this.key.target, this.fill)
    this.sky.geometry.dispose()
    this.sky.material.dispose()
    this.key.dispose()
  }

  private followsClock(): boolean {
    return this.forced === null && parseClock(this.stage.document?.environment.timeOfDay) === null
  }

  private currentHours(): number {
    const { document } = this.stage
    const { lon, lat } = document?.origin ?? { lon: 106.58, lat: 29.56 }
    return this.forced ?? parseClock(document?.environment.timeOfDay) ?? localClock(this.stage.now(), lon, lat)
  }

  private apply(): void {
    const { document } = this.stage
    const { lon, lat } = document?.origin ?? { lon: 106.58, lat: 29.56 }
    this.hours = this.currentHours()
    const sun = sunPosition(lon, lat, this.hours)
    atmosphereAt(sun.elevation, document?.environment.weather ?? 'clear', this.look)
    this.aim(sun.elevation, sun.azimuth)
    this.light()
    this.stage.events.emit('timeofday', { hours: this.hours })
    this.stage.contentChanged('time of day')
  }

  /** The moon takes over while the sun is well below the horizon. */
  private aim(elevation: number, azimuth: number): void {
    const night = elevation < -5
    const moon = { elevation: 38, azimuth: azimuth + 150 }
    skyDirection(night ? moon : { elevation: Math.max(elevation, 2), azimuth }, this.keyDirection)
    skyDirection(night ? moon : { elevation, azimuth }, this.uniforms.tsSun.value)
    skyDirection(moon, this.skyUniforms.tsMoon.value)
  }

  private light(): void {
    const { look, uniforms } = this
    this.key.color.copy(look.key)
    this.key.intensity = look.keyIntensity
    this.fill.color.copy(look.skyLight)
    this.fill.groundColor.copy(look.groundLight)
    this.fill.intensity = look.ambient
    uniforms.tsZenith.value.copy(look.zenith)
    uniforms.tsMiddle.value.copy(look.middle)
    uniforms.tsHorizon.value.copy(look.horizon)
    uniforms.tsHalo.value.copy(look.halo)
    uniforms.tsMist.value.copy(look.mist)
    Object.assign(uniforms.tsFog.value, { x: look.air, y: look.haze, z: HAZE_HEIGHT })
    uniforms.tsDark.value = look.darkness
    uniforms.tsLit.value = litShare(this.hours)
    this.skyUniforms.tsClouds.value = look.clouds
    this.skyUniforms.tsStars.value = Math.max(0, look.darkness * 2 - 1)
  }

  /**
   * The light stands over the focus. The shadow box follows in steps of a
   * fifth of its size, so that it is redrawn rarely.
   */
  private placeShadow(): void {
    if (this.stage.loading && this.shadowKey !== '') return
    const reach = Math.min(SHADOW_REACH.most, Math.max(SHADOW_REACH.least, this.focusReach))
    const level = Math.pow(2, Math.ceil(Math.log2(reach)))
    const step = level / 5
    const x = Math.round(this.focus.x / step) * step
    const y = Math.round(this.focus.y / step) * step
    const z = Math.round(this.focus.z / step) * step
    const { keyDirection: d } = this
    const key = `${level} ${x} ${y} ${z} ${d.x.toFixed(3)} ${d.y.toFixed(3)}`
    if (key === this.shadowKey) return
    this.shadowKey = key
    this.key.target.position.set(x, y, z)
    this.key.position.copy(this.key.target.position).addScaledVector(d, level * 2)
    if (!this.key.castShadow) return
    const camera = this.key.shadow.camera
    Object.assign(camera, { left: -level, right: level, top: level, bottom: -level, near: 10, far: level * 4 })
    camera.updateProjectionMatrix()
    this.key.shadow.needsUpdate = true
  }
}

const skyVertex = /* glsl */ `
varying vec3 vDirection;
void main() {
  vDirection = position;
  gl_Position = projectionMatrix * modelViewMatrix * vec4(position, 1.0);
}
`

const skyFragment = /* glsl */ `
varying vec3 vDirection;
uniform float tsClouds, tsStars;
uniform vec3 tsMoon;
${airUniformsGlsl}
${skyGlsl}
${hashGlsl}
float layers(vec2 p) {
  return tsNoise(p) * 0.5 + tsNoise(p * 2.1 + 7.0) * 0.28 + tsNoise(p * 4.3 + 3.0) * 0.15 + tsNoise(p * 8.7) * 0.07;
}
void main() {
  vec3 d = normalize(vDirection);
  vec3 sky = tsSky(d);
  float up = smoothstep(0.0, 0.22, d.y);
  vec2 p = d.xz / (max(d.y, 0.0) + 0.13) * 1.25;
  float thick = smoothstep(1.02 - 0.72 * tsClouds, 1.12 - 0.3 * tsClouds, layers(p) + 0.18) * up;
  float lit = 0.5 + 0.5 * max(dot(d, tsSun), 0.0);
  vec3 cloud = mix(tsMiddle * 1.25 + tsHalo * 0.12 * lit, vec3(1.0) * (0.75 + 0.3 * lit), (1.0 - tsDark) * 0.75);
  sky = mix(sky, mix(cloud, tsHorizon * 0.55 + tsMiddle * 0.7, tsDark), thick * mix(0.8, 0.45, tsDark));
  vec2 q = d.xz / (abs(d.y) + 0.4) * 150.0;
  vec2 cell = floor(q);
  vec2 off = fract(q) - 0.3 - 0.4 * vec2(tsHash(cell + 3.0), tsHash(cell + 9.0));
  float star = step(0.988, tsHash(cell)) * pow(tsHash(cell + 5.0), 3.0) * smoothstep(0.3, 0.05, length(off));
  sky += star * tsStars * up * (1.0 - thick) * vec3(0.7, 0.8, 1.0) * 0.8;
  float disc = dot(d, tsDark > 0.9 ? tsMoon : tsSun);
  sky += (tsDark > 0.9 ? vec3(0.8, 0.85, 1.0) * 0.9 : tsHalo * 6.0) * smoothstep(0.99972, 0.99988, disc) * (1.0 - 0.8 * thick);
  gl_FragColor = vec4(sky, 1.0);
  #include <tonemapping_fragment>
  #include <colorspace_fragment>
}
`
