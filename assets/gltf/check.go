package gltf

import (
	"io"

	"github.com/twinstage/twinstage/assets/report"
)

// Limits bound what a check may cost.
type Limits struct {
	JSONBytes   int64 // of the JSON text
	JSONDepth   int   // of nested arrays and objects
	DataBytes   int64 // of accessor elements read from buffers
	Elements    int64 // accessor elements that are read
	ImagePixels int64 // width times height of one image
	ImageSide   int   // width, height of one image
	URIBytes    int64 // decoded bytes of all data URIs
}

// DefaultLimits suit an upload of up to 4 GiB.
func DefaultLimits() Limits {
	return Limits{
		JSONBytes: 64 << 20, JSONDepth: 128, DataBytes: 4 << 30, Elements: 1 << 30,
		ImagePixels: 512 << 20, ImageSide: 32768, URIBytes: 256 << 20,
	}
}

// Resource is an external file's bytes.
type Resource struct {
	io.ReaderAt
	Size int64
}

// Options of one check.
type Options struct {
	Limits Limits
	// Open resolves a relative URI to the bytes beside the file. Nil leaves
	// external resources unread; a failure is the issue IO_ERROR.
	Open func(uri string) (Resource, error)
}

// Types of a report.
const (
	TypeGLB  = "glb"
	TypeGLTF = "gltf"
)

// IsGLB says whether head begins like a GLB (specification §4.4.2).
func IsGLB(head []byte) bool { return len(head) >= 4 && string(head[:4]) == "glTF" }

// CheckGLB checks a binary container of size bytes. The error is of reading r,
// never of what was read.
func CheckGLB(name string, r io.ReaderAt, size int64, o Options) (*report.Report, error) {
	c := newChecker(name, TypeGLB, o)
	text, err := c.readGLB(r, size)
	if err != nil {
		return nil, err
	}
	if text != nil {
		if err := c.checkJSON(text); err != nil {
			return nil, err
		}
	}
	return c.rep, nil
}

// CheckJSON checks a glTF JSON text of size bytes.
func CheckJSON(name string, r io.ReaderAt, size int64, o Options) (*report.Report, error) {
	c := newChecker(name, TypeGLTF, o)
	if size > o.Limits.JSONBytes {
		c.rep.At("", "INVALID_JSON", report.Error, "The JSON text is larger than this server reads.")
		return c.rep, nil
	}
	text := make([]byte, size)
	if _, err := r.ReadAt(text, 0); err != nil && err != io.EOF {
		return nil, err
	}
	if err := c.checkJSON(text); err != nil {
		return nil, err
	}
	return c.rep, nil
}

// checker is the state of one check.
type checker struct {
	rep  *report.Report
	opt  Options
	glb  bool
	bin  Resource // the GLB's BIN chunk
	hasB bool

	root     object
	counts   map[string]int    // how many elements each collection has
	used     map[string][]bool // which of them something refers to
	declared map[string]bool   // extensionsUsed
	m        model
	external []string // URIs outside the file
	uriBytes int64
	dataLeft int64
	elemLeft int64
}

func newChecker(name, typ string, o Options) *checker {
	return &checker{
		rep: report.New(name, typ), opt: o, glb: typ == TypeGLB,
		counts: map[string]int{}, used: map[string][]bool{}, declared: map[string]bool{},
		dataLeft: o.Limits.DataBytes, elemLeft: o.Limits.Elements,
	}
}

// checkJSON runs the steps after the container in the order of doc.go.
func (c *checker) checkJSON(text []byte) error {
	root, ok := c.parse(text)
	if !ok {
		return nil
	}
	c.root = root
	if !c.checkVersion() {
		return nil
	}
	c.collect()
	c.walkRoot()
	c.m = readModel(root)
	c.link()
	c.checkUnused()
	if err := c.loadResources(); err != nil {
		return err
	}
	if err := c.checkData(); err != nil {
		return err
	}
	c.summarise()
	return nil
}

func (c *checker) err(ptr, code, message string)  { c.rep.At(ptr, code, report.Error, message) }
func (c *checker) warn(ptr, code, message string) { c.rep.At(ptr, code, report.Warning, message) }
func (c *checker) info(ptr, code, message string) { c.rep.At(ptr, code, report.Info, message) }
func (c *checker) hint(ptr, code, message string) { c.rep.At(ptr, code, report.Hint, message) }
