package gltf

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"slices"
)

// Media types of images.
const (
	mimeJPEG = "image/jpeg"
	mimePNG  = "image/png"
	mimeWebP = "image/webp"
	mimeKTX2 = "image/ktx2"
)

// ImageInfo is what an image's header says.
type ImageInfo struct {
	MediaType     string
	Width, Height int
}

// Errors of ReadImage. ErrImageInvalid is wrapped with what is wrong.
var (
	ErrImageUnknown = errors.New("image format not recognized")
	ErrImageShort   = errors.New("image ends early")
	ErrImageInvalid = errors.New("image data is invalid")
)

// ReadImage reads the header of a PNG, JPEG, WebP or KTX2 image; of JPEG the
// markers up to the frame header, so no more than 16 MiB.
func ReadImage(r io.ReaderAt, size int64) (ImageInfo, error) {
	h := make([]byte, 48)
	n, err := readSome(r, h, 0)
	if err != nil {
		return ImageInfo{}, err
	}
	h = h[:min(int64(n), size)]
	switch {
	case bytes.HasPrefix(h, []byte("\x89PNG\r\n\x1a\n")):
		return readPNG(h)
	case bytes.HasPrefix(h, []byte{0xff, 0xd8, 0xff}):
		return readJPEG(r, size)
	case len(h) >= 12 && string(h[:4]) == "RIFF" && string(h[8:12]) == "WEBP":
		return readWebP(h)
	case bytes.HasPrefix(h, []byte("\xabKTX 20\xbb\r\n\x1a\n")):
		if len(h) < 28 {
			return ImageInfo{MediaType: mimeKTX2}, ErrImageShort
		}
		return ImageInfo{mimeKTX2, int(binary.LittleEndian.Uint32(h[20:])), int(binary.LittleEndian.Uint32(h[24:]))}, nil
	}
	return ImageInfo{}, ErrImageUnknown
}

func readPNG(h []byte) (ImageInfo, error) {
	info := ImageInfo{MediaType: mimePNG}
	if len(h) < 33 {
		return info, ErrImageShort
	}
	if string(h[12:16]) != "IHDR" {
		return info, fmt.Errorf("%w: a PNG begins with IHDR", ErrImageInvalid)
	}
	info.Width, info.Height = int(binary.BigEndian.Uint32(h[16:])), int(binary.BigEndian.Uint32(h[20:]))
	return info, nil
}

func readJPEG(r io.ReaderAt, size int64) (ImageInfo, error) {
	info := ImageInfo{MediaType: mimeJPEG}
	const window = 16 << 20
	for pos := int64(2); pos < window; {
		var b [9]byte
		n, err := readSome(r, b[:], pos)
		if err != nil {
			return info, err
		}
		if n < 4 || pos+4 > size {
			return info, ErrImageShort
		}
		if b[0] != 0xff {
			return info, fmt.Errorf("%w: no JPEG marker where one is due", ErrImageInvalid)
		}
		m := b[1]
		if m == 0xff || m >= 0xd0 && m <= 0xd7 || m == 1 {
			pos++
			if m != 0xff {
				pos++
			}
			continue
		}
		length := int64(binary.BigEndian.Uint16(b[2:]))
		if length < 2 {
			return info, fmt.Errorf("%w: JPEG segment length", ErrImageInvalid)
		}
		if m >= 0xc0 && m <= 0xcf && m != 0xc4 && m != 0xc8 && m != 0xcc {
			if n < 9 {
				return info, ErrImageShort
			}
			if length < 8 {
				return info, fmt.Errorf("%w: JPEG frame length", ErrImageInvalid)
			}
			info.Height, info.Width = int(binary.BigEndian.Uint16(b[5:])), int(binary.BigEndian.Uint16(b[7:]))
			return info, nil
		}
		if m == 0xd9 || m == 0xda {
			return info, fmt.Errorf("%w: JPEG without a frame header", ErrImageInvalid)
		}
		pos += 2 + length
	}
	return info, fmt.Errorf("%w: JPEG frame header too far in", ErrImageInvalid)
}

func readWebP(h []byte) (ImageInfo, error) {
	info := ImageInfo{MediaType: mimeWebP}
	if len(h) < 25 {
		return info, ErrImageShort
	}
	switch string(h[12:16]) {
	case "VP8 ":
		if len(h) < 30 {
			return info, ErrImageShort
		}
		info.Width, info.Height = int(binary.LittleEndian.Uint16(h[26:])&0x3fff), int(binary.LittleEndian.Uint16(h[28:])&0x3fff)
	case "VP8L":
		v := binary.LittleEndian.Uint32(h[21:])
		info.Width, info.Height = int(v&0x3fff)+1, int(v>>14&0x3fff)+1
	case "VP8X":
		if len(h) < 30 {
			return info, ErrImageShort
		}
		info.Width = (int(h[24]) | int(h[25])<<8 | int(h[26])<<16) + 1
		info.Height = (int(h[27]) | int(h[28])<<8 | int(h[29])<<16) + 1
	default:
		return info, fmt.Errorf("%w: unknown WebP chunk", ErrImageInvalid)
	}
	return info, nil
}

// loadImage reads an image's header and compares what it is with what is said.
func (c *checker) loadImage(i int, o object) error {
	ptr := at("/images", i)
	m := &c.m.images[i]
	res, ok, where := Resource{}, false, ptr
	if uri, isString := o["uri"].(string); isString {
		where = join(ptr, "uri")
		var mime string
		res, mime, ok = c.fetch(where, uri)
		if ok && mime != "" && !slices.Contains([]string{mimeJPEG, mimePNG, mimeWebP, mimeKTX2}, mime) {
			c.err(where, "INVALID_URI", fmt.Sprintf("The data URI has the type %q, which no image has.", mime))
			return nil
		}
	} else if m.view >= 0 {
		where = join(ptr, "bufferView")
		res, ok = c.viewBytes(m.view)
	}
	if !ok {
		return nil
	}
	info, err := ReadImage(res, res.Size)
	switch {
	case errors.Is(err, ErrImageUnknown):
		c.warn(ptr, "IMAGE_UNRECOGNIZED_FORMAT", "The image is neither PNG nor JPEG nor another known format.")
	case errors.Is(err, ErrImageShort):
		c.err(ptr, "IMAGE_UNEXPECTED_EOS", "The image ends early.")
	case errors.Is(err, ErrImageInvalid):
		c.err(ptr, "IMAGE_DATA_INVALID", "The image cannot be decoded: "+err.Error()+".")
	case err != nil:
		return err
	default:
		c.checkImageInfo(ptr, where, m, info)
	}
	return nil
}

func (c *checker) checkImageInfo(ptr, where string, m *image, info ImageInfo) {
	if m.mime != "" && m.mime != info.MediaType {
		c.err(where, "IMAGE_MIME_TYPE_INVALID", fmt.Sprintf("The image is %s, not %s as declared.", info.MediaType, m.mime))
		return
	}
	m.mime = info.MediaType
	if info.MediaType != mimeKTX2 && (info.Width < 1 || info.Height < 1) {
		c.err(ptr, "IMAGE_DATA_INVALID", "The image has no extent.")
	}
	l := c.opt.Limits
	if info.Width > l.ImageSide || info.Height > l.ImageSide || int64(info.Width)*int64(info.Height) > l.ImagePixels {
		c.rep.Find("texture_too_large", fmt.Sprintf("%s has %d × %d pixels.", ptr, info.Width, info.Height),
			"在导出工具中把贴图缩小到 4096 像素以内。", "Scale the texture to 4096 pixels a side or less in the exporting tool.")
	}
}

// checkTextureFormats: without an extension a texture is PNG or JPEG (§5.29).
func (c *checker) checkTextureFormats() {
	for i, t := range elements(c.root, "textures") {
		ptr := at("/textures", i)
		ext := getObj(t, "extensions")
		c.textureFormat(join(ptr, "source"), getIndex(t, "source"), mimeJPEG, mimePNG)
		if c.declared["EXT_texture_webp"] {
			c.textureFormat(ptr+"/extensions/EXT_texture_webp/source", getIndex(getObj(ext, "EXT_texture_webp"), "source"), mimeWebP)
		}
		if c.declared["KHR_texture_basisu"] {
			c.textureFormat(ptr+"/extensions/KHR_texture_basisu/source", getIndex(getObj(ext, "KHR_texture_basisu"), "source"), mimeKTX2)
		}
	}
}

func (c *checker) textureFormat(ptr string, source int, allowed ...string) {
	if source < 0 || source >= len(c.m.images) {
		return
	}
	// A file whose own declaration is wrong has been reported at the image.
	mime := c.m.images[source].mime
	if mime == "" || slices.Contains(allowed, mime) {
		return
	}
	c.err(ptr, "TEXTURE_INVALID_IMAGE_MIME_TYPE", fmt.Sprintf("The texture's image is %s, allowed are %v.", mime, allowed))
}
