package assets

import (
	"encoding/json"
	"net/http"
	"strings"

	"github.com/twinstage/twinstage/internal/fault"
)

// statusOf is only for answers written here; the roof has its own table.
var statusOf = map[fault.Kind]int{
	fault.Malformed: 400, fault.Invalid: 422, fault.Unauthenticated: 401, fault.Forbidden: 403, fault.NotFound: 404, fault.Conflict: 409,
	fault.Stale: 412, fault.NeedsMatch: 428, fault.TooLarge: 413, fault.Unsupported: 415, fault.TooMany: 429, fault.Unavailable: 503, fault.Gone: 410,
}

// writeProblem writes RFC 9457 problem+json. status 0 is the kind's.
func writeProblem(w http.ResponseWriter, f *fault.Fault, status int) {
	if status == 0 {
		if status = statusOf[f.Kind]; status == 0 {
			status = http.StatusInternalServerError
		}
	}
	title := http.StatusText(status)
	if title == "" {
		title = "Checksum Mismatch" // 460 is tus's own
	}
	body := map[string]any{"type": "about:blank", "title": title, "status": status, "detail": f.Message, "code": f.Code}
	if f.Remedy != nil {
		body["remedy"] = f.Remedy
	}
	for k, v := range f.Extra {
		body[k] = v
	}
	text, err := json.Marshal(body)
	if err != nil {
		text = []byte(`{"status":500,"code":"internal"}`)
	}
	w.Header().Set("Content-Type", "application/problem+json")
	w.WriteHeader(status)
	_, _ = w.Write(text)
}

// Statuses of tus that no fault kind has.
const (
	statusLocked           = http.StatusLocked
	statusChecksumMismatch = 460
)

// tusFault translates tusd's text errors ("ERR_CODE: message"). The status is 0
// where the fault's kind decides it.
func tusFault(body string, status int) (*fault.Fault, int) {
	code, _, _ := strings.Cut(strings.TrimSpace(body), ":")
	switch code {
	case "ERR_MAX_SIZE_EXCEEDED":
		return errTooLarge(), 0
	case "ERR_UPLOAD_SIZE_EXCEEDED":
		return fault.New(fault.TooLarge, "upload_size_exceeded", "More bytes came than Upload-Length announced. Start a new upload with the right length."), 0
	case "ERR_UNSUPPORTED_VERSION":
		return fault.New(fault.Stale, "tus_version_unsupported", "Send the header Tus-Resumable: 1.0.0."), 0
	case "ERR_INVALID_CONTENT_TYPE":
		return fault.New(fault.Unsupported, "upload_content_type_invalid", "Send the bytes with Content-Type: application/offset+octet-stream."), 0
	case "ERR_INVALID_UPLOAD_LENGTH", "ERR_INVALID_UPLOAD_LENGTH_DEFER", "ERR_AMBIGUOUS_UPLOAD_LENGTH", "ERR_NOT_IMPLEMENTED":
		return fault.New(fault.Malformed, "upload_length_invalid", "Send the file's size in bytes as Upload-Length."), 0
	case "ERR_INVALID_OFFSET":
		return fault.New(fault.Malformed, "upload_offset_invalid", "Send the number of bytes that the server has as Upload-Offset."), 0
	case "ERR_UPLOAD_NOT_FOUND":
		return ErrUploadNotFound(), 0
	case "ERR_MISMATCHED_OFFSET":
		return ErrOffsetConflict(), 0
	case "ERR_UPLOAD_LOCKED", "ERR_LOCK_TIMEOUT":
		return fault.New(fault.Conflict, "upload_locked", "Another request is writing this upload. Try again in a moment."), statusLocked
	case "ERR_UPLOAD_INTERRUPTED", "ERR_READ_TIMEOUT", "ERR_CONNECTION_RESET", "ERR_UNEXPECTED_EOF", "ERR_SERVER_SHUTDOWN", "ERR_UPLOAD_STOPPED":
		return fault.New(fault.Unavailable, "upload_interrupted", "The upload was interrupted; what arrived is kept. Ask for the offset with HEAD and continue there."), 0
	}
	if status == http.StatusMethodNotAllowed {
		return fault.New(fault.Malformed, "method_not_allowed", "Uploads take POST, HEAD, PATCH and DELETE."), status
	}
	return nil, 0
}

func errTooLarge() *fault.Fault {
	return fault.New(fault.TooLarge, "upload_too_large", "The file is larger than this server takes. Split or compress it.").
		WithRemedy("文件超过大小上限：请减小贴图、减面，或拆分后分别上传。", "The file is over the size limit: shrink textures, reduce the mesh, or split it.")
}

// ErrOffsetConflict is the fault of an upload that stands elsewhere; stores use it.
func ErrOffsetConflict() *fault.Fault {
	return fault.New(fault.Conflict, "upload_offset_conflict", "The server has another number of bytes. Ask for it with HEAD and continue there.")
}
