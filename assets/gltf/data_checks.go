package gltf

import (
	"fmt"
	"math"
	"strconv"
)

func itoa(i int) string { return strconv.Itoa(i) }

// elementCheck looks at one element; it reports by itself.
type elementCheck func(i int, v []float64)

// checkData reads every accessor once, with all the checks its users ask for.
func (c *checker) checkData() error {
	jobs := c.dataJobs()
	for i := range c.m.accessors {
		a := c.accessor(i)
		if a == nil {
			continue
		}
		r, err := c.reader(a)
		if err != nil {
			return err
		}
		bytes := int64(a.count) * int64(a.elementSize())
		if r == nil {
			continue
		}
		if c.dataLeft -= bytes; c.dataLeft < 0 {
			c.overBudget()
			return nil
		}
		if c.elemLeft -= int64(a.count); c.elemLeft < 0 {
			c.overBudget()
			return nil
		}
		if err := c.readAccessorData(i, a, r, jobs[i]); err != nil {
			return err
		}
	}
	return nil
}

func (c *checker) overBudget() {
	c.rep.Find("data_not_fully_checked", "The file has more vertex data than is read in one check.",
		"请把模型拆分成多个文件或转换为 3D Tiles。", "Split the model into several files, or convert it to 3D Tiles.")
}

func (c *checker) readAccessorData(i int, a *accessor, r *elementReader, checks []elementCheck) error {
	ptr := at("/accessors", i)
	b := newBounds(a)
	finite := 0
	err := r.each(func(k int, v []float64) bool {
		ok := true
		for j, f := range v {
			if math.IsNaN(f) || math.IsInf(f, 0) {
				ok = false
				if finite++; finite <= maxPerAccessor {
					c.err(ptr, "ACCESSOR_INVALID_FLOAT", fmt.Sprintf("Component %d of element %d is %v.", j, k, f))
				}
			}
		}
		if !ok {
			return true
		}
		b.add(v)
		for _, check := range checks {
			check(k, v)
		}
		return true
	})
	if err != nil {
		return err
	}
	b.report(c, ptr)
	return nil
}

// maxPerAccessor bounds how many elements of one accessor are reported.
const maxPerAccessor = 100

// bounds compares min and max as declared and as found (§3.6.2.5).
type bounds struct {
	a            *accessor
	min, max     []float64
	below, above []int
	any          bool
}

func newBounds(a *accessor) *bounds {
	n := componentCount(a.typ)
	b := &bounds{a: a, min: make([]float64, n), max: make([]float64, n), below: make([]int, n), above: make([]int, n)}
	for i := range n {
		b.min[i], b.max[i] = math.Inf(1), math.Inf(-1)
	}
	return b
}

// single rounds a declared bound as the stored values are.
func (b *bounds) single(f float64) float64 {
	if b.a.comp == compFloat {
		return float64(float32(f))
	}
	return f
}

func (b *bounds) add(v []float64) {
	b.any = true
	for i, f := range v {
		b.min[i], b.max[i] = math.Min(b.min[i], f), math.Max(b.max[i], f)
		if len(b.a.min) == len(v) && f < b.single(b.a.min[i]) {
			b.below[i]++
		}
		if len(b.a.max) == len(v) && f > b.single(b.a.max[i]) {
			b.above[i]++
		}
	}
}

func (b *bounds) report(c *checker, ptr string) {
	if !b.any {
		return
	}
	if len(b.a.min) == len(b.min) {
		for i, f := range b.min {
			here := at(join(ptr, "min"), i)
			if b.single(b.a.min[i]) != f {
				c.err(here, "ACCESSOR_MIN_MISMATCH", fmt.Sprintf("The minimum is %v, declared is %v.", f, b.a.min[i]))
			}
			if b.below[i] > 0 {
				c.err(here, "ACCESSOR_ELEMENT_OUT_OF_MIN_BOUND", fmt.Sprintf("%d elements are less than the declared minimum.", b.below[i]))
			}
		}
	}
	if len(b.a.max) == len(b.max) {
		for i, f := range b.max {
			here := at(join(ptr, "max"), i)
			if b.single(b.a.max[i]) != f {
				c.err(here, "ACCESSOR_MAX_MISMATCH", fmt.Sprintf("The maximum is %v, declared is %v.", f, b.a.max[i]))
			}
			if b.above[i] > 0 {
				c.err(here, "ACCESSOR_ELEMENT_OUT_OF_MAX_BOUND", fmt.Sprintf("%d elements are greater than the declared maximum.", b.above[i]))
			}
		}
	}
}

// dataJobs collects what the users of each accessor want to know of its data.
func (c *checker) dataJobs() map[int][]elementCheck {
	jobs := map[int][]elementCheck{}
	done := map[string]bool{}
	add := func(acc int, what string, f elementCheck) {
		key := itoa(acc) + what
		if f == nil || c.accessor(acc) == nil || done[key] {
			return
		}
		done[key] = true
		jobs[acc] = append(jobs[acc], f)
	}
	for i, m := range c.m.meshes {
		for j, p := range m.primitives {
			ptr := at(at("/meshes", i)+"/primitives", j)
			if a := c.accessor(p.indices); a != nil {
				add(p.indices, "i"+itoa(p.vertices)+ptr, c.checkIndices(ptr+"/indices", a, p.vertices))
			}
			for _, name := range sortedNames(p.attributes) {
				semantic, _, _ := splitSemantic(name)
				if a := c.accessor(p.attributes[name]); a != nil {
					add(p.attributes[name], semantic, c.checkAttribute(join(ptr+"/attributes", name), semantic, a))
				}
			}
		}
	}
	for i, s := range c.m.skins {
		if a := c.accessor(s.ibm); a != nil && a.format() == "{MAT4, FLOAT}" {
			add(s.ibm, "ibm", c.checkIBM(at("/skins", i)+"/inverseBindMatrices"))
		}
	}
	c.animationJobs(add)
	return jobs
}

func (c *checker) animationJobs(add func(int, string, elementCheck)) {
	for i, anim := range elements(c.root, "animations") {
		ptr := at("/animations", i)
		samplers := elements(anim, "samplers")
		for j, s := range samplers {
			if a := c.accessor(getIndex(s, "input")); a != nil && a.format() == "{SCALAR, FLOAT}" {
				add(getIndex(s, "input"), "time", c.checkTimes(at(ptr+"/samplers", j)+"/input"))
			}
		}
		for j, ch := range elements(anim, "channels") {
			k := getIndex(ch, "sampler")
			if k < 0 || k >= len(samplers) || getStr(getObj(ch, "target"), "path") != "rotation" {
				continue
			}
			out := getIndex(samplers[k], "output")
			if a := c.accessor(out); a != nil && a.typ == "VEC4" {
				cubic := getStr(samplers[k], "interpolation") == "CUBICSPLINE"
				add(out, "quat"+strconv.FormatBool(cubic), c.checkQuaternions(at(ptr+"/channels", j)+"/sampler", a, cubic))
			}
		}
	}
}
