package sqlstore

import (
	"encoding/json"
	"fmt"

	"github.com/uptrace/bun"

	"github.com/twinstage/twinstage/assets"
)

type blobRow struct {
	bun.BaseModel `bun:"table:asset_blobs"`
	ID            string `bun:"id,pk"`
	SHA256        string `bun:"sha256"`
	Size          int64  `bun:"size"`
	CreatedAt     int64  `bun:"created_at"`
}

type assetRow struct {
	bun.BaseModel `bun:"table:assets"`
	ID            string `bun:"id,pk"`
	Kind          string `bun:"kind"`
	Name          string `bun:"name"`
	Latest        int    `bun:"latest"`
	CreatedAt     int64  `bun:"created_at"`
	CreatedBy     string `bun:"created_by"`
}

func newAssetRow(a assets.Asset) assetRow {
	return assetRow{ID: a.ID, Kind: string(a.Kind), Name: a.Name, Latest: a.Latest, CreatedAt: a.CreatedAt.UnixMicro(), CreatedBy: a.CreatedBy}
}

func (r assetRow) asset() assets.Asset {
	return assets.Asset{ID: r.ID, Kind: assets.Kind(r.Kind), Name: r.Name, Latest: r.Latest, CreatedAt: micros(r.CreatedAt), CreatedBy: r.CreatedBy}
}

type versionRow struct {
	bun.BaseModel `bun:"table:asset_versions"`
	Asset         string `bun:"asset,pk"`
	Number        int    `bun:"number,pk"`
	Blob          string `bun:"blob"`
	SHA256        string `bun:"sha256"`
	Size          int64  `bun:"size"`
	Kind          string `bun:"kind"`
	MediaType     string `bun:"media_type"`
	Filename      string `bun:"filename"`
	Entry         string `bun:"entry"`
	Report        string `bun:"report"`
	CreatedAt     int64  `bun:"created_at"`
	CreatedBy     string `bun:"created_by"`
}

func newVersionRow(v assets.Version) (versionRow, error) {
	text, err := encodeReport(v.Report)
	return versionRow{Asset: v.Asset, Number: v.Number, Blob: v.Blob, SHA256: v.SHA256, Size: v.Size, Kind: string(v.Kind), MediaType: v.MediaType,
		Filename: v.Filename, Entry: v.Entry, Report: text, CreatedAt: v.CreatedAt.UnixMicro(), CreatedBy: v.CreatedBy}, err
}

func (r versionRow) version() (assets.Version, error) {
	rep, err := decodeReport(r.Report)
	v := assets.Version{Asset: r.Asset, Number: r.Number, Blob: r.Blob, SHA256: r.SHA256, Size: r.Size, Kind: assets.Kind(r.Kind), MediaType: r.MediaType,
		Filename: r.Filename, Entry: r.Entry, Report: rep, CreatedAt: micros(r.CreatedAt), CreatedBy: r.CreatedBy}
	if rep != nil {
		v.Info = rep.Info
	}
	return v, err
}

type uploadRow struct {
	bun.BaseModel `bun:"table:asset_uploads"`
	ID            string `bun:"id,pk"`
	State         string `bun:"state"`
	Offset        int64  `bun:"byte_offset"`
	Size          int64  `bun:"size"`
	Filename      string `bun:"filename"`
	WantKind      string `bun:"want_kind"`
	Asset         string `bun:"asset"`
	Version       int    `bun:"version"`
	Blob          string `bun:"blob"`
	HashState     []byte `bun:"hash_state"`
	Report        string `bun:"report"`
	Code          string `bun:"code"`
	CreatedAt     int64  `bun:"created_at"`
	ExpiresAt     int64  `bun:"expires_at"`
	CreatedBy     string `bun:"created_by"`
}

func newUploadRow(u assets.Upload) (uploadRow, error) {
	text, err := encodeReport(u.Report)
	return uploadRow{ID: u.ID, State: string(u.State), Offset: u.Offset, Size: u.Size, Filename: u.Filename, WantKind: string(u.WantKind), Asset: u.Asset,
		Version: u.Version, Blob: u.Blob, HashState: u.HashState, Report: text, Code: u.Code,
		CreatedAt: u.CreatedAt.UnixMicro(), ExpiresAt: u.ExpiresAt.UnixMicro(), CreatedBy: u.CreatedBy}, err
}

func (r uploadRow) upload() (assets.Upload, error) {
	rep, err := decodeReport(r.Report)
	return assets.Upload{ID: r.ID, State: assets.UploadState(r.State), Offset: r.Offset, Size: r.Size, Filename: r.Filename, WantKind: assets.Kind(r.WantKind),
		Asset: r.Asset, Version: r.Version, Blob: r.Blob, HashState: r.HashState, Report: rep, Code: r.Code,
		CreatedAt: micros(r.CreatedAt), ExpiresAt: micros(r.ExpiresAt), CreatedBy: r.CreatedBy}, err
}

// encodeReport is "" for nil.
func encodeReport(r *assets.Report) (string, error) {
	if r == nil {
		return "", nil
	}
	b, err := json.Marshal(r)
	if err != nil {
		return "", fmt.Errorf("encode report: %w", err)
	}
	return string(b), nil
}

func decodeReport(text string) (*assets.Report, error) {
	if text == "" {
		return nil, nil
	}
	var r assets.Report
	if err := json.Unmarshal([]byte(text), &r); err != nil {
		return nil, fmt.Errorf("decode report: %w", err)
	}
	return &r, nil
}
