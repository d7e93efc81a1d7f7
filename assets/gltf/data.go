package gltf

import (
	"encoding/binary"
	"errors"
	"io"
	"math"
)

// elementReader reads an accessor's elements in order, a window at a time, so
// that memory does not grow with the file. It sees the values as stored
// (integers not normalized), sparse ones put in place.
type elementReader struct {
	a        *accessor
	src      Resource
	has      bool // a view is there; else zeros
	stride   int
	window   []byte
	from, to int64 // of window
	sparse   map[int]int
	values   Resource
	comps    int
	buf      []float64
	raw      []byte
}

const windowSize = 256 << 10

// reader is nil where the data is not there or does not fit.
func (c *checker) reader(a *accessor) (*elementReader, error) {
	r := &elementReader{a: a, comps: componentCount(a.typ), buf: make([]float64, componentCount(a.typ)), raw: make([]byte, a.elementSize())}
	if a.view >= 0 {
		src, ok := c.viewBytes(a.view)
		if !ok {
			return nil, nil
		}
		r.src, r.has, r.stride = src, true, a.paddedSize()
		if s := c.m.views[a.view].stride; s > 0 {
			r.stride = s
		}
		if !fitsIn(src.Size, a.offset, a.count, r.stride, a.elementSize()) || a.offset%componentSize(a.comp) != 0 {
			return nil, nil
		}
	} else if !a.sparse {
		return nil, nil
	}
	if a.sparse {
		return r, c.readSparse(r)
	}
	return r, nil
}

func fitsIn(size int64, offset, count, stride, element int) bool {
	return float64(offset)+float64(count-1)*float64(stride)+float64(element) <= float64(size)
}

// readSparse loads the places of sparse elements.
func (c *checker) readSparse(r *elementReader) error {
	a := r.a
	in, ok1 := c.viewBytes(a.indicesView)
	va, ok2 := c.viewBytes(a.valuesView)
	size := componentSize(a.indicesComp)
	if !ok1 || !ok2 || size == 0 || a.sparseCount < 1 || a.sparseCount > a.count ||
		!fitsIn(in.Size, a.indicesOffset, a.sparseCount, size, size) || !fitsIn(va.Size, a.valuesOffset, a.sparseCount, a.paddedSize(), a.elementSize()) {
		return nil
	}
	if c.dataLeft -= int64(size) * int64(a.sparseCount); c.dataLeft < 0 {
		return nil
	}
	raw := make([]byte, size*a.sparseCount)
	if _, err := io.ReadFull(io.NewSectionReader(in, int64(a.indicesOffset), int64(len(raw))), raw); err != nil {
		return err
	}
	r.sparse, r.values = make(map[int]int, a.sparseCount), va
	last := -1
	ptr := "/accessors/" + itoa(c.indexOf(a)) + "/sparse"
	for i := range a.sparseCount {
		v := int(component(raw[i*size:], a.indicesComp))
		if v <= last {
			c.err(ptr+"/indices", "ACCESSOR_SPARSE_INDICES_NON_INCREASING", "The places of sparse elements must increase.")
		}
		if v >= a.count {
			c.err(ptr+"/indices", "ACCESSOR_SPARSE_INDEX_OOB", "A sparse element lies behind the accessor's end.")
		}
		last = v
		r.sparse[v] = i
	}
	return nil
}

func (c *checker) indexOf(a *accessor) int {
	for i := range c.m.accessors {
		if &c.m.accessors[i] == a {
			return i
		}
	}
	return -1
}

// each calls f with every element; f must not keep it.
func (r *elementReader) each(f func(i int, v []float64) bool) error {
	for i := range r.a.count {
		if err := r.load(i); err != nil {
			return err
		}
		r.decode()
		if !f(i, r.buf) {
			return nil
		}
	}
	return nil
}

func (r *elementReader) load(i int) error {
	if k, ok := r.sparse[i]; ok {
		_, err := r.values.ReadAt(r.raw, int64(r.a.valuesOffset)+int64(k)*int64(r.a.paddedSize()))
		if errors.Is(err, io.EOF) {
			err = nil
		}
		return err
	}
	if !r.has {
		clear(r.raw)
		return nil
	}
	start := int64(r.a.offset) + int64(i)*int64(r.stride)
	if start < r.from || start+int64(len(r.raw)) > r.to {
		if r.window == nil {
			r.window = make([]byte, max(windowSize, len(r.raw)))
		}
		n, err := readSome(r.src, r.window, start)
		if err != nil {
			return err
		}
		r.from, r.to = start, start+int64(n)
		if n < len(r.raw) {
			return io.ErrUnexpectedEOF
		}
	}
	copy(r.raw, r.window[start-r.from:])
	return nil
}

func (r *elementReader) decode() {
	cols, rows, colSize := r.a.columns()
	size := componentSize(r.a.comp)
	for col := range cols {
		for row := range rows {
			r.buf[col*rows+row] = component(r.raw[col*colSize+row*size:], r.a.comp)
		}
	}
}

func component(b []byte, comp int) float64 {
	switch comp {
	case compByte:
		return float64(int8(b[0]))
	case compUByte:
		return float64(b[0])
	case compShort:
		return float64(int16(binary.LittleEndian.Uint16(b)))
	case compUShort:
		return float64(binary.LittleEndian.Uint16(b))
	case compUInt:
		return float64(binary.LittleEndian.Uint32(b))
	default:
		return float64(math.Float32frombits(binary.LittleEndian.Uint32(b)))
	}
}
