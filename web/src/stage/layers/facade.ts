/**
 * The façade shader: a metric window grid on plain walls, without textures
 * and without texture coordinates. Along the wall it measures the horizontal
 * distance from the building's middle, upwards the height over its foot.
 * Details fade to their mean by `fwidth`, so far walls are calm.
 */

export const facadeVertexPars = /* glsl */ `
uniform highp sampler2D tsLooks;
flat varying vec4 vTsPlace;
flat varying vec4 vTsLook;
`

export const facadeVertex = /* glsl */ `
  vTsPlace = texelFetch(tsLooks, ivec2((vTsId % 256) * 2, vTsId / 256), 0);
  vTsLook = texelFetch(tsLooks, ivec2((vTsId % 256) * 2 + 1, vTsId / 256), 0);
`

export const facadeFragmentPars = /* glsl */ `
flat varying vec4 vTsPlace;
flat varying vec4 vTsLook;

// A band [from, to] of a repeating unit, softened to a pixel's width.
float tsBand(float x, float from, float to, float soft) {
  return smoothstep(from - soft, from + soft, x) * (1.0 - smoothstep(to - soft, to + soft, x));
}
vec3 tsHue(float h) {
  return clamp(abs(fract(h + vec3(0.0, 0.667, 0.333)) * 6.0 - 3.0) - 1.0, 0.0, 1.0);
}
`

/** Replaces `emissivemap_fragment`: writes diffuseColor and totalEmissiveRadiance. */
export const facadeFragment = /* glsl */ `
{
  vec3 tsN = inverseTransformDirection(normal, viewMatrix);
  float tsWall = 1.0 - smoothstep(0.35, 0.6, abs(tsN.y));
  vec2 tsAlong = normalize(vec2(-tsN.z, tsN.x) + 1e-5);
  float seed = vTsLook.x, style = vTsLook.y;
  float tall = vTsPlace.y - vTsPlace.x;
  float foot = vTsWorld.y - vTsPlace.x, head = vTsPlace.y - vTsWorld.y;
  float along = dot(vTsWorld.xz - vTsPlace.zw, tsAlong);

  // Cell width and storey height in metres, window rectangle within a cell, and its mean.
  vec2 cell = vec2(3.3, 3.1); vec4 win = vec4(0.2, 0.8, 0.3, 0.84); float mean = 0.33;
  if (style > 3.5) { cell = vec2(6.0, 5.2); win = vec4(0.1, 0.9, 0.55, 0.88); mean = 0.26; }
  else if (style > 2.5) { cell = vec2(2.5, 3.3); win = vec4(0.14, 0.86, 0.22, 0.9); mean = 0.49; }
  else if (style > 1.5) { cell = vec2(1.6, 3.9); win = vec4(0.05, 0.95, 0.1, 0.97); mean = 0.78; }
  else if (style > 0.5) { cell = vec2(3.0, 3.7); win = vec4(0.03, 0.97, 0.36, 0.92); mean = 0.53; }
  cell *= 0.92 + 0.16 * fract(seed * 7.3);
  vec2 grid = vec2(along, foot) / cell + vec2(0.5 * step(0.5, fract(seed * 3.7)), 0.0);
  vec2 room = floor(grid), at = fract(grid);
  vec2 wide = fwidth(grid);
  vec2 soft = clamp(wide * 0.7, 0.001, 0.3);
  float far = smoothstep(0.45, 1.15, max(wide.x, wide.y));
  float window = mix(tsBand(at.x, win.x, win.y, soft.x) * tsBand(at.y, win.z, win.w, soft.y), mean, far);
  // A parapet without windows; doors and shop fronts on the ground.
  window *= tsWall * step(1.6, head);
  float shop = tsWall * (1.0 - smoothstep(3.4, 4.4, foot)) * step(style, 2.4) * step(14.0, tall);

  vec3 wall = diffuseColor.rgb;
  float chance = tsHash(room + seed * 61.0);
  // Storey lines and weathering keep plain walls from looking plain.
  float slab = (1.0 - far) * tsBand(at.y, 0.0, 0.07, soft.y) * tsWall;
  wall *= 1.0 - 0.22 * slab - 0.1 * (1.0 - smoothstep(0.0, 9.0, foot)) * tsWall;
  wall *= mix(1.0, 0.78 + 0.14 * tsNoise(vTsWorld.xz * 0.35 + seed * 40.0), 1.0 - tsWall);

  vec3 eye = normalize(vViewPosition);
  float facing = max(dot(normal, eye), 0.0);
  vec3 bounce = reflect(-inverseTransformDirection(eye, viewMatrix), tsN);
  float sheen = (style > 0.5 && style < 2.5 ? 0.34 : 0.14) + 0.6 * pow(1.0 - facing, 4.0);
  vec3 mirrored = tsSky(normalize(vec3(bounce.x, abs(bounce.y) * 0.85 + 0.04, bounce.z)));
  mirrored = mix(mirrored, vec3(dot(mirrored, vec3(0.3, 0.5, 0.2))), 0.4);
  vec3 pane = mix(vec3(0.03, 0.045, 0.06), vec3(0.12, 0.13, 0.13), (1.0 - far) * chance * chance * step(style, 0.5));
  diffuseColor.rgb = mix(wall, pane, window * 0.92);
  totalEmissiveRadiance += mirrored * sheen * window * mix(0.6, 0.5, tsDark);

  if (tsDark > 0.003) {
    // Offices light by the storey, homes by the room.
    float storey = tsHash(vec2(room.y, seed * 97.0));
    float dice = style > 0.5 && style < 2.5 ? mix(chance, storey, 0.6) : chance;
    float lit = vTsLook.z * (style > 2.5 && style < 3.5 ? 1.0 : tsLit);
    float on = mix(step(1.0 - lit, dice), lit, far);
    float tone = mix(tsHash(room.yx + seed * 17.0), 0.5, far);
    vec3 lamp = mix(vec3(1.0, 0.58, 0.24), vec3(1.0, 0.8, 0.55), tone);
    if (style > 0.5 && style < 2.5) lamp = mix(lamp, vec3(0.72, 0.86, 1.0), step(0.62, fract(seed * 5.1 + 0.3 * tone)));
    if (style > 2.5 && style < 3.5) lamp = vec3(1.0, 0.46, 0.11);
    float strength = style > 2.5 && style < 3.5 ? 1.15 : style < 0.5 ? 0.95 : 0.75;
    // Lamps hang from the ceiling: brighter above, dim below.
    float room_ = mix(0.55 + 0.75 * at.y, 0.9, far);
    totalEmissiveRadiance += lamp * window * on * strength * room_ * (0.4 + 1.0 * tone * tone) * tsDark;
    totalEmissiveRadiance += vec3(1.0, 0.72, 0.42) * shop * (0.35 + 0.5 * tsHash(vec2(floor(along / 7.0), seed * 31.0))) * tsDark;
    // Street light climbs the lowest storeys.
    totalEmissiveRadiance += wall * vec3(1.0, 0.56, 0.26) * tsWall * (0.42 * exp(-max(foot, 0.0) / 12.0) + 0.02) * tsDark;
    float crown = vTsLook.w;
    if (crown > 0.5) {
      float line = tsBand(head, 0.2, 1.4, clamp(fwidth(head), 0.05, 2.0)) * tsWall;
      vec3 neon = crown < 1.5 ? vec3(1.0, 0.6, 0.24) : mix(vec3(1.0), tsHue(fract(crown)), 0.8);
      totalEmissiveRadiance += neon * line * (crown < 1.5 ? 1.1 : 1.9) * tsDark;
      if (crown > 1.5) {
        // Light lines up the wall, one each dozen metres, dimming towards the ground.
        float rib = abs(fract(along / 11.0 + 0.5) - 0.5) * 11.0;
        float fade = clamp(fwidth(along), 0.0, 6.0);
        float led = (1.0 - smoothstep(0.25, 0.55 + fade, rib)) * (1.0 - smoothstep(1.5, 6.0, fade));
        totalEmissiveRadiance += neon * led * tsWall * (0.25 + 0.6 * smoothstep(0.0, tall, foot)) * tsDark;
      }
    }
  }
}
`
