package gltf

import (
	"bytes"
	"encoding/base64"
	"fmt"
	"io"
	"net/url"
	"path"
	"strings"
)

// dataURI is a decoded data: URI (RFC 2397).
type dataURI struct {
	mime string
	data []byte
}

// parseDataURI decodes base64 and percent encoding.
func parseDataURI(uri string) (dataURI, error) {
	header, body, ok := strings.Cut(strings.TrimPrefix(uri, "data:"), ",")
	if !ok {
		return dataURI{}, fmt.Errorf("no comma")
	}
	parts := strings.Split(header, ";")
	d := dataURI{mime: parts[0]}
	if parts[len(parts)-1] == "base64" {
		b, err := base64.StdEncoding.DecodeString(body)
		if err != nil {
			b, err = base64.URLEncoding.DecodeString(body)
		}
		d.data = b
		return d, err
	}
	s, err := url.PathUnescape(body)
	d.data = []byte(s)
	return d, err
}

// loadResources resolves buffers and images to bytes.
func (c *checker) loadResources() error {
	for i, o := range elements(c.root, "buffers") {
		if o == nil {
			continue
		}
		if err := c.loadBuffer(i, o); err != nil {
			return err
		}
	}
	for i, o := range elements(c.root, "images") {
		if o == nil {
			continue
		}
		if err := c.loadImage(i, o); err != nil {
			return err
		}
	}
	c.checkTextureFormats()
	return nil
}

func (c *checker) loadBuffer(i int, o object) error {
	ptr := at("/buffers", i)
	b := &c.m.buffers[i]
	uri, isString := o["uri"].(string)
	if !has(o, "uri") {
		c.loadGLBBuffer(ptr, i, b)
		return nil
	}
	if !isString {
		return nil
	}
	res, mime, ok := c.fetch(join(ptr, "uri"), uri)
	if !ok {
		return nil
	}
	if mime != "" && mime != "application/octet-stream" && mime != "application/gltf-buffer" {
		c.err(join(ptr, "uri"), "INVALID_URI", "The data URI of a buffer has the type application/octet-stream or application/gltf-buffer.")
		return nil
	}
	if b.length > 0 && res.Size < int64(b.length) {
		c.err(ptr, "BUFFER_BYTE_LENGTH_MISMATCH", fmt.Sprintf("The buffer has %d bytes, %d are declared.", res.Size, b.length))
		return nil
	}
	b.data, b.loaded = res, true
	return nil
}

// loadGLBBuffer: only the first buffer of a GLB may lie in its BIN chunk (§4.4.3.3).
func (c *checker) loadGLBBuffer(ptr string, i int, b *buffer) {
	switch {
	case !c.glb || i > 0:
		return
	case !c.hasB:
		c.err(ptr, "BUFFER_MISSING_GLB_DATA", "The buffer has no uri and the file no BIN chunk.")
	case int64(b.length) > c.bin.Size:
		c.err(ptr, "BUFFER_BYTE_LENGTH_MISMATCH", fmt.Sprintf("The BIN chunk has %d bytes, %d are declared.", c.bin.Size, b.length))
	default:
		if c.bin.Size-int64(b.length) > 3 {
			c.warn(ptr, "BUFFER_GLB_CHUNK_TOO_BIG", fmt.Sprintf("The BIN chunk has %d bytes more than the buffer.", c.bin.Size-int64(b.length)))
		}
		b.data, b.loaded = c.bin, true
	}
}

// fetch resolves one URI. mime is that of a data URI.
func (c *checker) fetch(ptr, uri string) (Resource, string, bool) {
	if c.glb {
		c.info(ptr, "URI_GLB", "A GLB should hold its data itself.")
	}
	if strings.HasPrefix(uri, "data:") {
		return c.fetchData(ptr, uri)
	}
	u, err := url.Parse(uri)
	if err != nil || uri == "" {
		c.err(ptr, "INVALID_URI", "The URI cannot be parsed.")
		return Resource{}, "", false
	}
	if u.IsAbs() || u.Host != "" || strings.HasPrefix(u.Path, "/") {
		c.warn(ptr, "NON_RELATIVE_URI", "A URI should be relative.")
		c.external = append(c.external, uri)
		return Resource{}, "", false
	}
	c.external = append(c.external, uri)
	if c.opt.Open == nil {
		return Resource{}, "", false
	}
	res, err := c.opt.Open(path.Clean(u.Path))
	if err != nil {
		c.err(ptr, "IO_ERROR", fmt.Sprintf("The file %q cannot be read.", u.Path))
		return Resource{}, "", false
	}
	return res, "", true
}

func (c *checker) fetchData(ptr, uri string) (Resource, string, bool) {
	if c.uriBytes += int64(len(uri)); c.uriBytes > c.opt.Limits.URIBytes {
		c.err(ptr, "INVALID_URI", "The data URIs are larger than this server reads.")
		return Resource{}, "", false
	}
	d, err := parseDataURI(uri)
	if err != nil || d.mime == "" && len(d.data) == 0 {
		c.err(ptr, "INVALID_URI", "The data URI cannot be decoded.")
		return Resource{}, "", false
	}
	if c.glb {
		c.warn(ptr, "DATA_URI_GLB", "A GLB should hold its data in its BIN chunk, not in data URIs.")
	}
	return Resource{bytes.NewReader(d.data), int64(len(d.data))}, d.mime, true
}

// viewBytes is a section of the view's buffer, false where it is not loaded or
// does not fit; misfits have been reported.
func (c *checker) viewBytes(i int) (Resource, bool) {
	v := c.view(i)
	if v == nil || v.buffer < 0 || v.buffer >= len(c.m.buffers) || v.length < 1 {
		return Resource{}, false
	}
	b := c.m.buffers[v.buffer]
	if !b.loaded || int64(v.offset)+int64(v.length) > b.data.Size || v.offset+v.length > b.length {
		return Resource{}, false
	}
	return Resource{io.NewSectionReader(b.data, int64(v.offset), int64(v.length)), int64(v.length)}, true
}
