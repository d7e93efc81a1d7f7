package assets_test

import (
	"bytes"
	"context"
	"crypto/sha1"
	"encoding/base64"
	"net/http"
	"strconv"
	"strings"
	"testing"

	"github.com/twinstage/twinstage/assets"
	"github.com/twinstage/twinstage/assets/assetstest"
	"github.com/twinstage/twinstage/internal/fault"
)

// badFiles are refused after their last byte, with an issue or finding of the
// given code.
func badFiles() map[string]struct {
	data         []byte
	code, detail string
} {
	glb := assetstest.Triangle(1)
	tile := assetstest.ZipFile{Name: "tileset.json", Data: assetstest.TilesetJSON("0.glb")}
	type bad = struct {
		data         []byte
		code, detail string
	}
	return map[string]bad{
		"wrong type":      {[]byte("Kaydara FBX Binary  \x00\x1a\x00"), "type_unsupported", "TYPE_UNSUPPORTED"},
		"OBJ text":        {[]byte("# cube\nv 0 0 0\nv 1 0 0\nf 1 2 3\n"), "type_unsupported", "TYPE_UNSUPPORTED"},
		"web page":        {[]byte("<!DOCTYPE html><title>404</title>"), "type_unsupported", "TYPE_UNSUPPORTED"},
		"empty":           {nil, "type_unsupported", "TYPE_UNSUPPORTED"},
		"truncated GLB":   {glb[:len(glb)-8], "check_failed", "GLB_UNEXPECTED_END_OF_CHUNK_DATA"},
		"zip bomb":        {assetstest.Zip(tile, assetstest.ZipFile{Name: "0.glb", Data: make([]byte, 64<<20)}), "check_failed", "ARCHIVE_COMPRESSION_RATIO"},
		"path traversal":  {assetstest.Zip(tile, assetstest.ZipFile{Name: "../0.glb", Data: glb}), "check_failed", "ARCHIVE_PATH_TRAVERSAL"},
		"backslash path":  {assetstest.Zip(tile, assetstest.ZipFile{Name: `tiles\0.glb`, Data: glb}), "check_failed", "ARCHIVE_PATH_INVALID"},
		"absolute path":   {assetstest.Zip(tile, assetstest.ZipFile{Name: "/0.glb", Data: glb}), "check_failed", "ARCHIVE_PATH_ABSOLUTE"},
		"duplicate entry": {assetstest.Zip(tile, tile), "check_failed", "ARCHIVE_DUPLICATE_ENTRY"},
		"missing content": {assetstest.Zip(tile), "check_failed", "IO_ERROR"},
		"truncated zip":   {assetstest.TilesetZip("")[:200], "check_failed", "ARCHIVE_TRUNCATED"},
		"plain zip":       {assetstest.Zip(assetstest.ZipFile{Name: "readme.txt", Data: []byte("hi")}), "type_unsupported", "TYPE_UNSUPPORTED"},
		"external buffer": {assetstest.GLB(map[string]any{"asset": map[string]any{"version": "2.0"}, "buffers": []any{map[string]any{"byteLength": 4, "uri": "a.bin"}}}, nil),
			"gltf_not_self_contained", "gltf_not_self_contained"},
		"bare tileset.json": {assetstest.TilesetJSON("0.glb"), "type_unsupported", "TYPE_UNSUPPORTED"},
	}
}

func TestBadFilesAreRefusedAndNothingIsKept(t *testing.T) {
	for name, bad := range badFiles() {
		t.Run(name, func(t *testing.T) {
			r := newRoom(t)
			u := r.send(t, bad.data, "filename", "model.glb")
			if u.State != assets.Refused || u.Code != bad.code || u.Report == nil || u.Report.Verdict != "refused" {
				t.Fatalf("%+v", u)
			}
			found := false
			for _, m := range u.Report.Issues.Messages {
				found = found || m.Code == bad.detail
			}
			for _, f := range u.Report.Findings {
				found = found || f.Code == bad.detail && f.Remedy.ZH != "" && f.Remedy.EN != ""
			}
			if !found {
				t.Errorf("the report does not say %s: %+v", bad.detail, u.Report)
			}
			wantNothing(t, r, 1)
			_, err := r.Import(context.Background(), r.permit, "model.glb", "", "", bytes.NewReader(bad.data))
			if fault.CodeOf(err) != "asset_refused" || fault.From(err).Extra["report"] == nil {
				t.Errorf("import: %v", err)
			}
			wantNothing(t, r, 1)
		})
	}
}

// wantNothing lists the directory and the tables: only the uploads' own records
// may be left.
func wantNothing(t *testing.T, r *room, uploads int) {
	t.Helper()
	files, rows := r.stored(t)
	if files != 0 || rows["asset_blobs"]+rows["assets"]+rows["asset_versions"] != 0 || rows["asset_uploads"] != uploads {
		t.Errorf("half-stored: %d files, rows %v", files, rows)
	}
}

func TestBadRequestsOfTus(t *testing.T) {
	name := metadata("filename", "a.glb")
	for what, c := range map[string]struct {
		h      header
		status int
		code   string
	}{
		"over the size limit": {header{"Upload-Length": strconv.Itoa(2 << 20), "Upload-Metadata": name}, 413, "upload_too_large"},
		"no length":           {header{"Upload-Metadata": name}, 400, "upload_length_invalid"},
		"no filename":         {header{"Upload-Length": "3"}, 422, "upload_filename_invalid"},
		"a control character": {header{"Upload-Length": "3", "Upload-Metadata": metadata("filename", "a\n.glb")}, 422, "upload_filename_invalid"},
		"unknown kind":        {header{"Upload-Length": "3", "Upload-Metadata": metadata("filename", "a", "kind", "movie")}, 422, "upload_kind_invalid"},
		"unknown asset":       {header{"Upload-Length": "3", "Upload-Metadata": metadata("filename", "a", "asset", "ast_none")}, 404, "asset_not_found"},
		"wrong version":       {header{"Upload-Length": "3", "Upload-Metadata": name, "Tus-Resumable": "0.2.2"}, 412, "tus_version_unsupported"},
		"bad checksum header": {header{"Upload-Length": "3", "Upload-Metadata": name, "Upload-Checksum": "crc32 AAAA"}, 400, "upload_checksum_invalid"},
	} {
		t.Run(what, func(t *testing.T) {
			r := newRoom(t)
			res, p := r.do(t, "POST", "/api/v1/uploads", c.h, nil)
			if res.StatusCode != c.status || p["code"] != c.code || p["detail"] == "" {
				t.Errorf("%d %v, want %d %s", res.StatusCode, p, c.status, c.code)
			}
			wantNothing(t, r, 0)
		})
	}
}

func TestImportOverTheSizeLimit(t *testing.T) {
	r := newRoom(t)
	_, err := r.Import(context.Background(), r.permit, "a.glb", "", "", strings.NewReader(strings.Repeat("x", 2<<20)))
	if fault.CodeOf(err) != "upload_too_large" {
		t.Errorf("%v", err)
	}
	wantNothing(t, r, 0)
}

func TestAPartWithAWrongChecksumIsNotKept(t *testing.T) {
	r := newRoom(t)
	glb := assetstest.Triangle(1)
	path := r.create(t, len(glb), "filename", "a.glb")
	sum := sha1.Sum(glb[:64])
	right := "sha1 " + base64.StdEncoding.EncodeToString(sum[:])
	for _, offset := range []int{0, 64} {
		res, p := r.patch(t, path, offset, glb[64:128], right)
		if res.StatusCode != 460 || p["code"] != "upload_checksum_mismatch" {
			t.Fatalf("%d %v", res.StatusCode, p)
		}
		if got := r.offset(t, path); got != offset {
			t.Fatalf("offset %d, want %d: the part was kept", got, offset)
		}
		if offset == 0 {
			if res, p := r.patch(t, path, 0, glb[:64], right); res.StatusCode != 204 {
				t.Fatalf("%d %v", res.StatusCode, p)
			}
		}
	}
	if res, p := r.patch(t, path, 64, glb[64:]); res.StatusCode != 204 {
		t.Fatalf("%d %v", res.StatusCode, p)
	}
	u := r.check(t, path[strings.LastIndexByte(path, '/')+1:])
	if u.State != assets.Ready {
		t.Errorf("%+v", u)
	}
}

func TestOptionsNamesTheExtensions(t *testing.T) {
	r := newRoom(t)
	res, _ := r.do(t, http.MethodOptions, "/api/v1/uploads", nil, nil)
	ext := res.Header.Get("Tus-Extension")
	for _, want := range []string{"creation", "creation-with-upload", "termination", "checksum", "expiration"} {
		if !strings.Contains(ext, want) {
			t.Errorf("Tus-Extension %q lacks %s", ext, want)
		}
	}
	if got := res.Header.Get("Tus-Checksum-Algorithm"); !strings.Contains(got, "sha1") {
		t.Errorf("algorithms %q", got)
	}
}
