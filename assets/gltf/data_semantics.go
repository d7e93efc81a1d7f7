package gltf

import (
	"fmt"
	"math"
)

// limited stops reporting after maxPerAccessor.
func (c *checker) limited(ptr, code string) func(message string) {
	n := 0
	return func(message string) {
		if n++; n <= maxPerAccessor {
			c.err(ptr, code, message)
		}
	}
}

func (c *checker) checkIndices(ptr string, a *accessor, vertices int) elementCheck {
	restart := float64(uint64(1)<<(8*componentSize(a.comp)) - 1)
	outside, again := c.limited(ptr, "ACCESSOR_INDEX_OOB"), c.limited(ptr, "ACCESSOR_INDEX_PRIMITIVE_RESTART")
	return func(i int, v []float64) {
		switch {
		case len(v) != 1 || a.comp == compFloat:
		case v[0] == restart:
			again(fmt.Sprintf("Index %d is %.0f, the value that restarts a primitive.", i, v[0]))
		case vertices >= 0 && v[0] >= float64(vertices):
			outside(fmt.Sprintf("Index %d is %.0f, there are %d vertices.", i, v[0], vertices))
		}
	}
}

// checkAttribute is nil for attributes whose values are free.
func (c *checker) checkAttribute(ptr, semantic string, a *accessor) elementCheck {
	if a.comp != compFloat {
		return nil
	}
	switch {
	case semantic == "NORMAL" && a.typ == "VEC3", semantic == "TANGENT" && a.typ == "VEC4":
		length, sign := c.limited(ptr, "ACCESSOR_VECTOR3_NON_UNIT"), c.limited(ptr, "ACCESSOR_INVALID_SIGN")
		return func(i int, v []float64) {
			if l := math.Sqrt(v[0]*v[0] + v[1]*v[1] + v[2]*v[2]); math.Abs(l-1) > unitTolerance {
				length(fmt.Sprintf("The vector of element %d has the length %g.", i, l))
			}
			if len(v) == 4 && v[3] != 1 && v[3] != -1 {
				sign(fmt.Sprintf("The sign of element %d is %g, not 1 or -1.", i, v[3]))
			}
		}
	case semantic == "COLOR":
		clamp := c.limited(ptr, "ACCESSOR_NON_CLAMPED")
		return func(i int, v []float64) {
			for _, f := range v {
				if f < 0 || f > 1 {
					clamp(fmt.Sprintf("Element %d is outside of 0 to 1: %g.", i, f))
				}
			}
		}
	case semantic == "WEIGHTS":
		negative := c.limited(ptr, "ACCESSOR_WEIGHTS_NEGATIVE")
		return func(i int, v []float64) {
			for _, f := range v {
				if f < 0 {
					negative(fmt.Sprintf("A weight of element %d is negative: %g.", i, f))
				}
			}
		}
	}
	return nil
}

// checkIBM: the last row of a column-major affine matrix is 0 0 0 1.
func (c *checker) checkIBM(ptr string) elementCheck {
	bad := c.limited(ptr, "ACCESSOR_INVALID_IBM")
	return func(i int, v []float64) {
		for k := 3; k < 16; k += 4 {
			want := 0.0
			if k == 15 {
				want = 1
			}
			if v[k] != want {
				bad(fmt.Sprintf("Component %d of matrix %d is %g, not %g.", k, i, v[k], want))
			}
		}
	}
}

func (c *checker) checkTimes(ptr string) elementCheck {
	last := math.Inf(-1)
	negative, order := c.limited(ptr, "ACCESSOR_ANIMATION_INPUT_NEGATIVE"), c.limited(ptr, "ACCESSOR_ANIMATION_INPUT_NON_INCREASING")
	return func(i int, v []float64) {
		if v[0] < 0 {
			negative(fmt.Sprintf("Time %d is negative: %g.", i, v[0]))
		}
		if v[0] <= last {
			order(fmt.Sprintf("Time %d is not after the one before it.", i))
		}
		last = v[0]
	}
}

// checkQuaternions: of a cubic spline only every second of three values is a
// rotation, the others are tangents.
func (c *checker) checkQuaternions(ptr string, a *accessor, cubic bool) elementCheck {
	bad := c.limited(ptr, "ACCESSOR_ANIMATION_SAMPLER_OUTPUT_NON_NORMALIZED_QUATERNION")
	scale := 1.0
	tolerance := unitTolerance
	switch a.comp {
	case compByte, compShort, compUByte, compUShort:
		bits := 8 * componentSize(a.comp)
		if a.comp == compByte || a.comp == compShort {
			bits--
		}
		scale = float64(uint64(1)<<bits - 1)
		tolerance = 0.02
	}
	return func(i int, v []float64) {
		if cubic && i%3 != 1 {
			return
		}
		sum := 0.0
		for _, f := range v {
			sum += f * f / (scale * scale)
		}
		if l := math.Sqrt(sum); math.Abs(l-1) > tolerance {
			bad(fmt.Sprintf("The quaternion of element %d has the length %g.", i, l))
		}
	}
}
