/**
 * Level water: tinted by its own colours, rippled, mirroring the scene
 * (medium, high) or the sky (low). Moves only where the tier and the
 * visitor's preference allow, and only while it is in view.
 */
import { Box3, Color, Frustum, Matrix4, Mesh, ShaderMaterial, Vector3, type DataTexture, type Object3D } from 'three'
import { leaveOutOfMirror, type Plugin, type StageContext } from '../context'
import type { SharedUniforms } from '../layers/dress'
import type { Environment } from './environment'
import { airUniformsGlsl, fogGlsl, hashGlsl, skyGlsl } from './glsl'
import { Mirror } from './mirror'
import { waveTexture } from './waves'

export class Water implements Plugin {
  private stage!: StageContext
  private readonly mirror = new Mirror()
  private readonly waves: DataTexture = waveTexture()
  private readonly material: ShaderMaterial
  private readonly surfaces: Mesh[] = []
  private readonly box = new Box3()
  private readonly frustum = new Frustum()
  private readonly view = new Matrix4()
  private readonly own = {
    tsTime: { value: 0 },
    tsKey: { value: new Color() },
    tsKeyDirection: { value: new Vector3() },
    tsSkyLight: { value: new Color() },
  }
  private nextWave = 0

  constructor(
    private readonly environment: Environment,
    uniforms: SharedUniforms,
  ) {
    this.material = new ShaderMaterial({
      uniforms: {
        ...uniforms,
        ...this.own,
        tsMirror: this.mirror.texture,
        tsMirrorMatrix: this.mirror.matrix,
        tsWaves: { value: this.waves },
      },
      vertexShader,
      fragmentShader,
    })
  }

  init(stage: StageContext): void {
    this.stage = stage
    this.tierChanged()
  }

  /** Turns a loaded model into water. `toWorld` will stand above it. */
  flood(scene: Object3D, toWorld: Matrix4): void {
    scene.updateMatrixWorld(true)
    scene.traverse((object) => {
      if (!(object instanceof Mesh)) return
      for (const material of Array.isArray(object.material) ? object.material : [object.material]) material.dispose()
      if (!object.geometry.getAttribute('color')) object.geometry.setAttribute('color', plainTint(object))
      object.material = this.material
      this.surfaces.push(object)
      object.geometry.computeBoundingBox()
      const world = new Matrix4().multiplyMatrices(toWorld, object.matrixWorld)
      this.box.union(object.geometry.boundingBox!.clone().applyMatrix4(world))
    })
    leaveOutOfMirror(scene)
    this.mirror.invalidate()
  }

  clear(): void {
    this.surfaces.length = 0
    this.box.makeEmpty()
  }

  /** World height of the surface, null without water. */
  get height(): number | null {
    return this.box.isEmpty() ? null : (this.box.min.y + this.box.max.y) / 2
  }

  tierChanged(): void {
    this.resized()
    const mirrored = this.stage.settings.mirror > 0
    if (mirrored === 'MIRRORED' in this.material.defines) return
    if (mirrored) this.material.defines.MIRRORED = ''
    else delete this.material.defines.MIRRORED
    this.material.needsUpdate = true
  }

  resized(): void {
    const { width, height } = this.stage.size
    const wide = this.stage.settings.mirror
    this.mirror.resize(wide, wide && Math.max(64, Math.round((wide * height) / Math.max(width, 1))))
  }

  contentChanged(): void {
    this.mirror.invalidate()
  }

  contextRestored(): void {
    this.mirror.invalidate()
  }

  update(dt: number, time: number): boolean {
    const { look, keyDirection } = this.environment
    this.own.tsKey.value.copy(look.key).multiplyScalar(look.keyIntensity)
    this.own.tsSkyLight.value.copy(look.skyLight).multiplyScalar(look.ambient)
    this.own.tsKeyDirection.value.copy(keyDirection)
    const rate = this.stage.reducedMotion ? 0 : this.stage.settings.waterRate
    if (rate === 0 || !this.inView()) return false
    this.own.tsTime.value += dt
    if (time >= this.nextWave - 1) this.nextWave = time + 1000 / rate
    this.stage.wakeAt(this.nextWave, 'water')
    return false
  }

  prepare(): void {
    const { height } = this
    const { camera, renderer, scene } = this.stage
    if (height === null || this.stage.loading || !this.inView() || camera.position.y <= height) return
    this.mirror.draw(renderer, scene, camera, height)
  }

  dispose(): void {
    this.clear()
    this.mirror.dispose()
    this.waves.dispose()
    this.material.dispose()
  }

  private inView(): boolean {
    if (!this.surfaces.some((surface) => surface.parent && shown(surface))) return false
    const { camera } = this.stage
    this.view.multiplyMatrices(camera.projectionMatrix, camera.matrixWorldInverse)
    return this.frustum.setFromProjectionMatrix(this.view).intersectsBox(this.box)
  }
}

function shown(object: Object3D): boolean {
  for (let at: Object3D | null = object; at; at = at.parent) if (!at.visible) return false
  return true
}

/** River green for a surface that brings no colours of its own. */
function plainTint(mesh: Mesh) {
  const tint = mesh.geometry.getAttribute('position').clone()
  for (let i = 0; i < tint.count; i++) tint.setXYZ(i, 0.12, 0.2, 0.18)
  return tint
}

const vertexShader = /* glsl */ `
attribute vec3 color;
uniform mat4 tsMirrorMatrix;
varying vec3 vWorld;
varying vec3 vTint;
varying vec4 vMirror;
void main() {
  vec4 world = modelMatrix * vec4(position, 1.0);
  vWorld = world.xyz;
  vTint = color;
  vMirror = tsMirrorMatrix * world;
  gl_Position = projectionMatrix * viewMatrix * world;
}
`

const fragmentShader = /* glsl */ `
varying vec3 vWorld;
varying vec3 vTint;
varying vec4 vMirror;
uniform sampler2D tsWaves;
uniform sampler2D tsMirror;
uniform float tsTime;
uniform vec3 tsKey, tsKeyDirection, tsSkyLight;
${airUniformsGlsl}
${skyGlsl}
${fogGlsl}
${hashGlsl}
vec2 slope(vec2 p) {
  vec2 a = texture2D(tsWaves, p / 61.0 + vec2(tsTime * 0.012, tsTime * 0.007)).xy;
  vec2 b = texture2D(tsWaves, p.yx / 137.0 - vec2(tsTime * 0.006, tsTime * 0.009)).xy;
  vec2 c = texture2D(tsWaves, p / 419.0 + vec2(-tsTime * 0.003, tsTime * 0.004)).xy;
  return (a * 0.9 + b * 0.8 + c * 0.7 - 1.2047) * 1.1;
}
void main() {
  vec3 toEye = cameraPosition - vWorld;
  float far = length(toEye);
  vec3 eye = toEye / far;
  // Far ripples average out; what is left lengthens the streaks.
  vec2 s = slope(vWorld.xz) * mix(1.0, 0.4, smoothstep(300.0, 2500.0, far));
  vec3 n = normalize(vec3(-s.x * 0.32, 1.0, -s.y * 0.32));
  float up = clamp(dot(eye, n), 0.0, 1.0);
  float fresnel = mix(0.045, 0.92, pow(1.0 - up, mix(4.2, 3.2, tsDark)));
  vec3 bounce = reflect(-eye, n);
  vec3 mirrored = tsSky(normalize(vec3(bounce.x, abs(bounce.y) + 0.02, bounce.z)));
  #ifdef MIRRORED
  vec2 at = vMirror.xy / vMirror.w + n.xz * vec2(0.035, 0.05);
  vec3 seen = vec3(0.0);
  float sum = 0.0;
  // Light stretches towards the eye over rough water: a tall, narrow average.
  for (int i = 0; i < 7; i++) {
    float o = float(i) - 2.0;
    float w = exp(-0.1 * o * o);
    vec2 p = at + vec2(s.x * 0.012 * o, -o * mix(0.0035, 0.012, tsDark));
    seen += w * min(texture2D(tsMirror, clamp(p, 0.002, 0.998)).rgb, vec3(6.0));
    sum += w;
  }
  mirrored = seen / sum;
  fresnel = mix(fresnel, max(fresnel, 0.34 * (0.7 + 0.6 * s.x + 0.6)), tsDark);
  #endif
  vec3 body = vTint * (tsKey * max(tsKeyDirection.y, 0.0) * 0.32 + tsSkyLight * 0.36);
  body *= 0.9 + 0.35 * (s.x + s.y) * 0.5;
  vec3 colour = mix(body, mirrored * mix(0.92, 1.18, tsDark), fresnel);
  float glint = pow(max(dot(n, normalize(eye + tsKeyDirection)), 0.0), 340.0);
  colour += tsKey * glint * mix(1.6, 0.35, tsDark);
  gl_FragColor = vec4(tsFogged(colour, vWorld), 1.0);
  #include <tonemapping_fragment>
  #include <colorspace_fragment>
}
`
