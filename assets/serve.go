package assets

import (
	"net/http"
	"strconv"
	"strings"
)

// AcceptsGzip says whether a request takes gzip. A range request does not: its
// bytes are counted in the plain file.
func AcceptsGzip(r *http.Request) bool {
	if r.Header.Get("Range") != "" {
		return false
	}
	for part := range strings.SplitSeq(strings.Join(r.Header.Values("Accept-Encoding"), ","), ",") {
		name, params, _ := strings.Cut(strings.TrimSpace(part), ";")
		q := strings.ReplaceAll(params, " ", "")
		if (name == "gzip" || name == "*") && q != "q=0" && !strings.HasPrefix(q, "q=0.000") && q != "q=0.0" && q != "q=0.00" {
			return true
		}
	}
	return false
}

// ServeFile answers GET and HEAD with f: ETag, If-None-Match, ranges, caching.
// A published file is public, immutable and open to all origins; a draft is
// private and asked for again each time. Nothing that is uploaded can run as a
// page of this server.
func ServeFile(w http.ResponseWriter, r *http.Request, f *File, published bool) {
	h := w.Header()
	h.Set("Content-Type", f.MediaType)
	h.Set("ETag", f.ETag)
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Content-Security-Policy", "sandbox; default-src 'none'")
	h.Add("Vary", "Accept-Encoding")
	if published {
		h.Set("Cache-Control", "public, max-age=31536000, immutable")
		h.Set("Access-Control-Allow-Origin", "*")
		h.Set("Access-Control-Expose-Headers", "ETag, Content-Range, Content-Length, Accept-Ranges")
		h.Set("Cross-Origin-Resource-Policy", "cross-origin")
	} else {
		h.Set("Cache-Control", "private, no-cache")
		h.Add("Vary", "Cookie, Authorization")
	}
	if f.Encoding != "" {
		h.Set("Content-Encoding", f.Encoding)
		h.Set("Content-Length", strconv.FormatInt(f.Size, 10)) // ServeContent leaves it out then
	}
	http.ServeContent(w, r, "", f.ModTime, f.Content)
}
