package client

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"path"
	"strconv"
	"strings"
	"time"
)

const uploadsPath = "/api/v1/uploads"

// Upload is what the server says about one upload.
type Upload struct {
	State    string          `json:"state"` // uploading, checking, ready or refused
	Progress float64         `json:"progress"`
	Asset    string          `json:"asset"`
	Version  int             `json:"version"`
	Code     string          `json:"code"`
	Report   json.RawMessage `json:"report"`
}

// Upload sends size bytes of r by tus 1.0 under a file name and gives the
// upload's id. A broken connection is resumed at the offset that the server
// has; progress hears how much it has.
func (c *Client) Upload(ctx context.Context, name string, r io.ReaderAt, size int64, progress func(sent int64)) (id string, err error) {
	if id, err = c.createUpload(ctx, name, size); err != nil {
		return "", fmt.Errorf("begin upload: %w", err)
	}
	var offset int64
	lost := false // whether the server's offset has to be asked for
	err = c.patiently(ctx, func() (bool, error) {
		before := offset
		for offset < size {
			if lost {
				known, err := c.offset(ctx, id)
				if err != nil {
					return offset > before, err
				}
				offset, lost = known, false
				progress(offset)
				continue
			}
			next, err := c.patch(ctx, id, r, offset, size)
			if err != nil {
				lost = true
				return offset > before, retryConflict(err)
			}
			offset = next
			progress(offset)
		}
		return true, nil
	})
	return id, err
}

// createUpload begins an upload; the id is the last part of its Location, so
// that a proxy's idea of our address cannot lead the token elsewhere.
func (c *Client) createUpload(ctx context.Context, name string, size int64) (id string, err error) {
	meta := "filename " + base64.StdEncoding.EncodeToString([]byte(name))
	header := http.Header{"Tus-Resumable": {"1.0.0"}, "Upload-Length": {strconv.FormatInt(size, 10)}, "Upload-Metadata": {meta}}
	var answer http.Header
	err = c.patiently(ctx, func() (bool, error) {
		var err error
		answer, _, err = c.once(ctx, call{method: http.MethodPost, path: uploadsPath, header: header})
		return false, err
	})
	if err != nil {
		return "", err
	}
	where, err := url.Parse(answer.Get("Location"))
	if err != nil {
		return "", fmt.Errorf("the server named no place for the upload: %w", err)
	}
	if id = path.Base(where.Path); id == "." || id == "/" || id == "uploads" {
		return "", errors.New("the server named no place for the upload (is the address right?)")
	}
	return id, nil
}

func (c *Client) patch(ctx context.Context, id string, r io.ReaderAt, offset, size int64) (int64, error) {
	n := min(c.ChunkBytes, size-offset)
	header := http.Header{"Tus-Resumable": {"1.0.0"}, "Upload-Offset": {strconv.FormatInt(offset, 10)}, "Content-Type": {"application/offset+octet-stream"}}
	answer, _, err := c.once(ctx, call{
		method: http.MethodPatch, path: uploadsPath + "/" + url.PathEscape(id), header: header,
		body: io.NewSectionReader(r, offset, n), length: n,
	})
	if err != nil {
		return 0, err
	}
	return offsetOf(answer, offset+1, size)
}

// offset asks how much the server has.
func (c *Client) offset(ctx context.Context, id string) (int64, error) {
	header := http.Header{"Tus-Resumable": {"1.0.0"}}
	answer, _, err := c.once(ctx, call{method: http.MethodHead, path: uploadsPath + "/" + url.PathEscape(id), header: header})
	if err != nil {
		return 0, err
	}
	return offsetOf(answer, 0, 1<<62)
}

func offsetOf(h http.Header, low, high int64) (int64, error) {
	n, err := strconv.ParseInt(h.Get("Upload-Offset"), 10, 64)
	if err != nil || n < low || n > high {
		return 0, fmt.Errorf("the server's upload offset %q makes no sense (is the address right?)", h.Get("Upload-Offset"))
	}
	return n, nil
}

// retryConflict makes a wrong offset something that asking for it heals.
func retryConflict(err error) error {
	var p *Problem
	if errors.As(err, &p) && p.Status == http.StatusConflict {
		return fmt.Errorf("the server has another offset (%s)", strings.TrimSpace(p.Error()))
	}
	return err
}

// WaitUpload waits until the upload is checked: its state is ready or refused.
func (c *Client) WaitUpload(ctx context.Context, id string) (Upload, error) {
	for n := 1; ; n++ {
		var u Upload
		if err := c.json(ctx, http.MethodGet, uploadsPath+"/"+url.PathEscape(id), nil, &u); err != nil {
			return u, err
		}
		if u.State == "ready" || u.State == "refused" {
			return u, nil
		}
		if err := sleep(ctx, min(time.Duration(n)*50*time.Millisecond, time.Second)); err != nil {
			return u, err
		}
	}
}
