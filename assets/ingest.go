package assets

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/twinstage/twinstage/assets/report"
	"github.com/twinstage/twinstage/internal/access"
	"github.com/twinstage/twinstage/internal/fault"
)

// arrival is a committed blob that is to become a version.
type arrival struct {
	blob, sha256 string
	size         int64
	name         string
	want         Kind
	asset        string // "": a new one, of the id newAsset
	newAsset     string
	by           string
	upload       string
}

// judgement is what the check made of an arrival.
type judgement struct {
	version Version
	report  *Report
	code    string // "" if taken, else why not
}

// judge sniffs, checks and, if all is well, records. The error is ours, not the
// file's, and can be tried again.
func (s *Service) judge(ctx context.Context, a arrival) (judgement, error) {
	b, err := s.blobs.Open(ctx, a.blob)
	if err != nil {
		return judgement{}, err
	}
	defer b.Close()
	rep, sniffed, err := inspect(ctx, a.name, b, b.Size(), s.limits)
	if err != nil {
		return judgement{}, fmt.Errorf("check %s: %w", a.blob, err)
	}
	j := judgement{report: rep, code: refusalCode(rep, sniffed, a.want)}
	asset := Asset{ID: a.newAsset, Kind: sniffed.Kind, Name: a.name, CreatedAt: s.now().UTC(), CreatedBy: a.by}
	if a.asset != "" && j.code == "" {
		asset, err = s.store.Asset(ctx, a.asset)
		switch {
		case errors.Is(err, ErrAssetNotFound()):
			j.code = "asset_not_found"
		case err != nil:
			return j, err
		case asset.Kind != sniffed.Kind:
			j.code = "asset_kind_mismatch"
		}
	}
	if j.code != "" {
		explain(&j, sniffed)
		return j, nil
	}
	j.version, err = s.store.Record(ctx, asset, s.versionOf(a, sniffed, rep), a.upload)
	return j, err
}

func refusalCode(rep *Report, s Sniffed, want Kind) string {
	switch {
	case s.Refusal != nil:
		return "type_unsupported"
	case rep.Issues.NumErrors > 0:
		return "check_failed"
	case !selfContained(rep):
		return notSelfContained
	case want != "" && want != s.Kind:
		return "kind_mismatch"
	}
	return ""
}

// explain makes the report of a refused upload say so where its issues do not.
func explain(j *judgement, s Sniffed) {
	j.report.Verdict = report.Refused
	switch j.code {
	case "kind_mismatch", "asset_kind_mismatch":
		j.report.Find(j.code, fmt.Sprintf("The file is a %s, another kind was announced.", s.Kind),
			"请检查选择的文件，或在上传时不指定类型。", "Check that you chose the right file, or leave the kind out.")
	case "asset_not_found":
		j.report.Find(j.code, "The asset that should get a new version is gone.", "请作为新资产上传。", "Upload it as a new asset.")
	}
}

func (s *Service) versionOf(a arrival, sn Sniffed, rep *Report) Version {
	v := Version{
		Asset: a.asset, Blob: a.blob, SHA256: a.sha256, Size: a.size, Kind: sn.Kind, MediaType: sn.MediaType, Filename: a.name,
		Report: rep, Info: rep.Info, CreatedAt: s.now().UTC(), CreatedBy: a.by, Entry: a.name,
	}
	if sn.Kind == Tileset {
		v.Entry = "tileset.json" // relative to the folder the archive keeps it in
	}
	return v
}

// Import takes a file in one go, on the same path as an upload: hash, commit,
// sniff, check, record. kind "" takes any, asset "" makes a new one.
// Faults: upload_too_large, asset_refused with the member "report".
func (s *Service) Import(ctx context.Context, p access.Permit, name string, kind Kind, asset string, r io.Reader) (Version, error) {
	if err := p.Require(access.UploadAsset, access.Resource{}); err != nil {
		return Version{}, err
	}
	name, err := cleanFilename(name)
	if err != nil {
		return Version{}, err
	}
	a := arrival{blob: newID("blb_"), name: name, want: kind, asset: asset, newAsset: newID("ast_"), by: p.Subject}
	if a.size, a.sha256, err = s.receive(ctx, a.blob, r); err != nil {
		return Version{}, errors.Join(err, s.blobs.Delete(context.WithoutCancel(ctx), a.blob))
	}
	j, err := s.judge(ctx, a)
	if err != nil || j.code != "" || j.version.Blob != a.blob {
		err = errors.Join(err, s.deleteIfUnused(context.WithoutCancel(ctx), a.blob))
	}
	if err == nil && j.code != "" {
		err = fault.New(fault.Invalid, "asset_refused", "The file was refused (%s). The report says why and how to mend it.", j.code).With("report", j.report)
	}
	return j.version, err
}

// receive writes and hashes a blob of at most the upload limit, and commits it.
func (s *Service) receive(ctx context.Context, blob string, r io.Reader) (size int64, sum string, err error) {
	w, err := s.blobs.Append(ctx, blob, 0)
	if err != nil {
		return 0, "", err
	}
	h, err := restoreHash(nil)
	if err == nil {
		size, err = io.Copy(io.MultiWriter(w, h), io.LimitReader(r, s.limits.UploadBytes+1))
	}
	if err == nil && size > s.limits.UploadBytes {
		err = errTooLarge()
	}
	if err == nil {
		err = w.Sync()
	}
	if err = errors.Join(err, w.Close()); err != nil {
		return 0, "", err
	}
	return size, hexSum(h), s.blobs.Commit(ctx, blob, size)
}

// Run checks uploads as they arrive, first those that a stop left over, forgets
// expired ones and sweeps orphans. It returns when ctx ends, with its error.
func (s *Service) Run(ctx context.Context) error {
	if err := s.Sweep(ctx); err != nil {
		s.log.ErrorContext(ctx, "sweep blobs", "error", err)
	}
	tick := time.NewTicker(time.Minute)
	defer tick.Stop()
	for {
		if err := s.checkPending(ctx); err != nil && ctx.Err() == nil {
			s.log.ErrorContext(ctx, "check uploads", "error", err)
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-s.wake:
		case <-tick.C:
			if err := s.Expire(ctx); err != nil && ctx.Err() == nil {
				s.log.ErrorContext(ctx, "expire uploads", "error", err)
			}
		}
	}
}

func (s *Service) nudge() {
	select {
	case s.wake <- struct{}{}:
	default:
	}
}

// checkPending settles full uploads and checks what waits, oldest last: the list
// is newest first and short.
func (s *Service) checkPending(ctx context.Context) error {
	var failed error
	for q := (PageQuery{Limit: 200}); ; {
		page, err := s.store.Uploads(ctx, "", []UploadState{Uploading, Checking}, q)
		if err != nil {
			return errors.Join(failed, err)
		}
		for _, u := range page.Items {
			failed = errors.Join(failed, s.checkUpload(ctx, u))
		}
		if page.Next == nil {
			return failed
		}
		q.Cursor = *page.Next
	}
}

func (s *Service) checkUpload(ctx context.Context, u Upload) error {
	if u.State == Uploading {
		if u.Offset != u.Size {
			return nil
		}
		var err error
		if u, err = s.finishUpload(ctx, u); err != nil {
			return err
		}
	}
	h, err := restoreHash(u.HashState)
	if err != nil {
		return err
	}
	a := arrival{blob: u.Blob, sha256: hexSum(h), size: u.Size, name: u.Filename, want: u.WantKind, asset: u.Asset,
		newAsset: "ast_" + strings.TrimPrefix(u.ID, "upl_"), by: u.CreatedBy, upload: u.ID}
	j, err := s.judge(ctx, a)
	tidy := context.WithoutCancel(ctx) // once decided, a stop does not leave the bytes behind
	switch {
	case errors.Is(err, ErrUploadNotFound()):
		return s.deleteIfUnused(tidy, u.Blob) // terminated while it was checked
	case err != nil:
		return err
	case j.code != "":
		s.log.InfoContext(ctx, "upload refused", "upload", u.ID, "code", j.code, "by", u.CreatedBy)
		err = s.store.Refuse(ctx, u.ID, j.code, j.report)
	default:
		s.log.InfoContext(ctx, "upload recorded", "upload", u.ID, "asset", j.version.Asset, "version", j.version.Number, "by", u.CreatedBy)
	}
	if err != nil || j.version.Blob == u.Blob {
		return err
	}
	return s.deleteIfUnused(tidy, u.Blob)
}

// Expire forgets unfinished uploads whose time is over, with their bytes, and
// the records of finished ones.
func (s *Service) Expire(ctx context.Context) error {
	ids, err := s.store.Expired(ctx, s.now().UTC(), 200)
	if err != nil {
		return err
	}
	for _, id := range ids {
		u, err := s.store.Upload(ctx, id)
		if errors.Is(err, ErrUploadNotFound()) {
			continue
		}
		if err != nil {
			return err
		}
		if err := s.drop(ctx, u); err != nil {
			return err
		}
	}
	return nil
}

// Sweep deletes blobs that no record names and that are older than the grace.
func (s *Service) Sweep(ctx context.Context) error {
	lister, ok := s.blobs.(BlobLister)
	if !ok {
		return nil
	}
	before := s.now().Add(-s.limits.OrphanGrace)
	return lister.ListBlobs(ctx, func(b BlobInfo) error {
		if b.ModTime.After(before) {
			return nil
		}
		return s.deleteIfUnused(ctx, b.ID)
	})
}
