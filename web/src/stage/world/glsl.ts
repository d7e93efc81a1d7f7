/** GLSL shared by the stage's materials; names begin with `ts`. */

export const airUniformsGlsl = /* glsl */ `
uniform vec3 tsZenith, tsMiddle, tsHorizon, tsHalo, tsMist, tsSun;
uniform vec4 tsFog;
uniform float tsDark, tsLit;
`

/** The sky without clouds in a world direction: also what glass and water mirror. */
export const skyGlsl = /* glsl */ `
vec3 tsSky(vec3 d) {
  float y = max(d.y, 0.0);
  vec3 sky = mix(tsHorizon, tsMiddle, smoothstep(0.0, 0.14, y));
  sky = mix(sky, tsZenith, smoothstep(0.06, 0.62, y));
  float s = max(dot(d, tsSun), 0.0);
  float s4 = s * s * s * s;
  return sky + tsHalo * (0.22 * s4 + 0.5 * s4 * s4 * s4 * s4 * s4) * (1.0 - 0.5 * y);
}
`

/**
 * Air, and haze that thins with height. Optical depth along the ray is the
 * exact integral of exp(-h / H) between the eye's height and the point's.
 */
export const fogGlsl = /* glsl */ `
vec3 tsFogged(vec3 colour, vec3 world) {
  vec3 ray = world - cameraPosition;
  float far = length(ray);
  float from = max(cameraPosition.y - tsFog.w, 0.0) / tsFog.z;
  float to = max(world.y - tsFog.w, 0.0) / tsFog.z;
  float rise = to - from;
  float low = abs(rise) < 0.01 ? exp(-from) : (exp(-from) - exp(-to)) / rise;
  float reach = max(far - 120.0, 0.0);
  float haze = reach * tsFog.y * low;
  float gone = 1.0 - exp(-(reach * tsFog.x + haze));
  vec3 d = ray / max(far, 1e-3);
  vec3 air = tsSky(normalize(vec3(d.x, max(d.y, 0.0) * 0.5 + 0.015, d.z)));
  vec3 mist = mix(air, tsMist, 0.55 * haze / max(haze + reach * tsFog.x, 1e-5));
  return mix(colour, mist, gone);
}
`

/** One number from two or three, without sines: the same on every driver. */
export const hashGlsl = /* glsl */ `
float tsHash(vec2 p) {
  vec3 q = fract(vec3(p.xyx) * 0.1031);
  q += dot(q, q.yzx + 33.33);
  return fract((q.x + q.y) * q.z);
}
float tsNoise(vec2 p) {
  vec2 i = floor(p), f = fract(p);
  f = f * f * (3.0 - 2.0 * f);
  return mix(mix(tsHash(i), tsHash(i + vec2(1.0, 0.0)), f.x),
             mix(tsHash(i + vec2(0.0, 1.0)), tsHash(i + vec2(1.0, 1.0)), f.x), f.y);
}
`
