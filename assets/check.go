package assets

import (
	"context"
	"fmt"
	"io"
	"io/fs"
	"path"

	"github.com/twinstage/twinstage/assets/gltf"
	"github.com/twinstage/twinstage/assets/report"
	"github.com/twinstage/twinstage/assets/tileset"
)

// CheckOption changes one Check.
type CheckOption func(*checkOptions)

type checkOptions struct{ beside fs.FS }

// Beside lets a glTF JSON file be checked together with the buffers and images
// it refers to, which are looked up in files.
func Beside(files fs.FS) CheckOption { return func(o *checkOptions) { o.beside = files } }

// Check says what an upload of the bytes would be told: the type by content,
// then that type's checker. The name is only repeated in the report. The error
// is of reading r, never of what was read.
func Check(ctx context.Context, name string, r io.ReaderAt, size int64, l Limits, opts ...CheckOption) (*Report, error) {
	rep, _, err := inspect(ctx, name, r, size, l, opts...)
	return rep, err
}

func inspect(ctx context.Context, name string, r io.ReaderAt, size int64, l Limits, opts ...CheckOption) (*Report, Sniffed, error) {
	var o checkOptions
	for _, f := range opts {
		f(&o)
	}
	r = &cancelReader{ctx, r}
	s, err := Sniff(r, size, l)
	if err != nil {
		return nil, s, err
	}
	if size > l.UploadBytes {
		rep := report.New(name, s.Type)
		rep.At("", "FILE_TOO_LARGE", report.Error, fmt.Sprintf("The file has %d bytes, this server takes %d.", size, l.UploadBytes))
		return rep, s, nil
	}
	rep, err := checkSniffed(name, r, size, l, s, o)
	return rep, s, err
}

func checkSniffed(name string, r io.ReaderAt, size int64, l Limits, s Sniffed, o checkOptions) (*Report, error) {
	switch {
	case s.Refusal != nil:
		rep := report.New(name, s.Type)
		rep.At("", "TYPE_UNSUPPORTED", report.Error, s.Refusal.Message)
		rep.Find("export_supported_type", s.Refusal.Message, s.Refusal.ZH, s.Refusal.EN)
		return rep, nil
	case s.Type == gltf.TypeGLB:
		rep, err := gltf.CheckGLB(name, r, size, gltf.Options{Limits: l.GLTF, Open: opener(o.beside)})
		return adviseSelfContained(rep), err
	case s.Type == gltf.TypeGLTF:
		rep, err := gltf.CheckJSON(name, r, size, gltf.Options{Limits: l.GLTF, Open: opener(o.beside)})
		return adviseSelfContained(rep), err
	case s.Type == tileset.TypeTileset:
		return tileset.Check(name, r, size, tileset.Options{Limits: l.Archive, GLTF: l.GLTF})
	default:
		return checkImage(name, r, size, l)
	}
}

// notSelfContained is the finding and the refusal of a model that needs others.
const notSelfContained = "gltf_not_self_contained"

// adviseSelfContained finds what an upload would be refused for although the
// file is valid glTF.
func adviseSelfContained(rep *Report) *Report {
	if rep == nil {
		return nil
	}
	if _, external := rep.Info["externalResources"]; external || rep.Type == gltf.TypeGLTF {
		rep.Find(notSelfContained, "An upload takes one self-contained GLB; this file is JSON or refers to others.",
			"请在导出工具中选择“GLB（二进制单文件）”，把缓冲区与贴图都打包进去。", "Choose GLB (one binary file) when exporting, with buffers and textures inside.")
	}
	return rep
}

// selfContained says whether an upload may be recorded.
func selfContained(rep *Report) bool {
	for _, f := range rep.Findings {
		if f.Code == notSelfContained {
			return false
		}
	}
	return true
}

func opener(files fs.FS) func(string) (gltf.Resource, error) {
	if files == nil {
		return nil
	}
	return func(uri string) (gltf.Resource, error) {
		f, err := files.Open(path.Clean(uri))
		if err != nil {
			return gltf.Resource{}, err
		}
		info, err := f.Stat()
		if err != nil {
			_ = f.Close()
			return gltf.Resource{}, err
		}
		at, ok := f.(io.ReaderAt)
		if !ok || info.IsDir() {
			_ = f.Close()
			return gltf.Resource{}, fmt.Errorf("%s cannot be read at random", uri)
		}
		return gltf.Resource{ReaderAt: at, Size: info.Size()}, nil // closed with the process: check is a command
	}
}

func checkImage(name string, r io.ReaderAt, size int64, l Limits) (*Report, error) {
	rep := report.New(name, "image")
	info, err := gltf.ReadImage(r, size)
	if err != nil {
		if !isImageError(err) {
			return nil, err
		}
		rep.At("", "IMAGE_DATA_INVALID", report.Error, "The image is damaged: "+err.Error()+".")
		return rep, nil
	}
	rep.Info["mediaType"], rep.Info["width"], rep.Info["height"] = info.MediaType, info.Width, info.Height
	switch {
	case info.Width < 1 || info.Height < 1:
		rep.At("", "IMAGE_DATA_INVALID", report.Error, "The image has no extent.")
	case info.Width > l.PixelsPerSide || info.Height > l.PixelsPerSide || int64(info.Width)*int64(info.Height) > l.Pixels:
		rep.At("", "IMAGE_TOO_LARGE", report.Error, fmt.Sprintf("The image has %d × %d pixels, more than this server takes.", info.Width, info.Height))
	}
	return rep, nil
}

// cancelReader ends a check when its context does.
type cancelReader struct {
	ctx context.Context
	r   io.ReaderAt
}

func (c *cancelReader) ReadAt(p []byte, off int64) (int, error) {
	if err := c.ctx.Err(); err != nil {
		return 0, err
	}
	return c.r.ReadAt(p, off)
}
