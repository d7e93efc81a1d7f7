package assetstest

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/twinstage/twinstage/assets"
	"github.com/twinstage/twinstage/assets/report"
	"github.com/twinstage/twinstage/internal/fault"
)

var begin = time.Date(2026, 11, 24, 8, 0, 0, 123000, time.UTC)

// Store is the contract of assets.Store. open answers an empty store.
func Store(t *testing.T, open func(t *testing.T) assets.Store) {
	t.Run("versions", func(t *testing.T) { testVersions(t, open(t)) })
	t.Run("blobs are shared by hash", func(t *testing.T) { testSharing(t, open(t)) })
	t.Run("concurrent records", func(t *testing.T) { testConcurrent(t, open(t)) })
	t.Run("lists", func(t *testing.T) { testLists(t, open(t)) })
	t.Run("uploads", func(t *testing.T) { testUploads(t, open(t)) })
	t.Run("an upload becomes ready with its version", func(t *testing.T) { testReady(t, open(t)) })
	t.Run("refusal and expiry", func(t *testing.T) { testRefusal(t, open(t)) })
}

func asset(id string) assets.Asset {
	return assets.Asset{ID: id, Kind: assets.Model, Name: "塔 Tower_1.glb", CreatedAt: begin, CreatedBy: "user:a"}
}

func version(blob, sum string) assets.Version {
	rep := report.New("tower.glb", "glb")
	rep.Info["totalTriangleCount"] = 12.0
	return assets.Version{Blob: blob, SHA256: sum, Size: 3, Kind: assets.Model, MediaType: "model/gltf-binary", Filename: "tower.glb",
		Entry: "tower.glb", Report: rep, Info: rep.Info, CreatedAt: begin, CreatedBy: "user:a"}
}

func code(err error) string { return fault.CodeOf(err) }

func testVersions(t *testing.T, s assets.Store) {
	ctx := context.Background()
	if _, err := s.Version(ctx, "ast_x", 1); code(err) != "asset_not_found" {
		t.Fatalf("an unknown version: %v", err)
	}
	v1, err := s.Record(ctx, asset("ast_x"), version("blob_0001", "aa"), "")
	if err != nil || v1.Number != 1 {
		t.Fatalf("first: %+v %v", v1, err)
	}
	v2, err := s.Record(ctx, asset("ast_x"), version("blob_0002", "bb"), "")
	if err != nil || v2.Number != 2 {
		t.Fatalf("second: %+v %v", v2, err)
	}
	again, err := s.Record(ctx, asset("ast_x"), version("blob_0003", "aa"), "")
	if err != nil || again.Number != 1 || again.Blob != "blob_0001" {
		t.Fatalf("the same bytes again: %+v %v, want version 1 with its blob", again, err)
	}
	got, err := s.Version(ctx, "ast_x", 1)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(v1, got); diff != "" {
		t.Errorf("read differs from recorded:\n%s", diff)
	}
	a, err := s.Asset(ctx, "ast_x")
	if err != nil || a.Latest != 2 || a.Name != "塔 Tower_1.glb" || !a.CreatedAt.Equal(begin) {
		t.Errorf("asset %+v %v", a, err)
	}
}

func testSharing(t *testing.T, s assets.Store) {
	ctx := context.Background()
	if _, err := s.Record(ctx, asset("ast_x"), version("blob_0001", "aa"), ""); err != nil {
		t.Fatal(err)
	}
	v, err := s.Record(ctx, asset("ast_y"), version("blob_0002", "aa"), "")
	if err != nil || v.Blob != "blob_0001" || v.Asset != "ast_y" || v.Number != 1 {
		t.Fatalf("%+v %v, want the first blob shared", v, err)
	}
	for blob, want := range map[string]bool{"blob_0001": true, "blob_0002": false} {
		if used, err := s.BlobInUse(ctx, blob); err != nil || used != want {
			t.Errorf("BlobInUse(%s) = %v %v, want %v", blob, used, err, want)
		}
	}
}

func testConcurrent(t *testing.T, s assets.Store) {
	const n = 8
	var wg sync.WaitGroup
	got := make([]assets.Version, n)
	errs := make([]error, n)
	for i := range n {
		wg.Go(func() {
			got[i], errs[i] = s.Record(context.Background(), asset("ast_x"), version(fmt.Sprintf("blob_%04d", i), fmt.Sprintf("%02d", i%4)), "")
		})
	}
	wg.Wait()
	if err := errors.Join(errs...); err != nil {
		t.Fatal(err)
	}
	numbers := map[string]int{}
	for i, v := range got {
		if was, ok := numbers[v.SHA256]; ok && was != v.Number {
			t.Errorf("the bytes %s became versions %d and %d", v.SHA256, was, v.Number)
		}
		numbers[v.SHA256] = got[i].Number
	}
	a, err := s.Asset(context.Background(), "ast_x")
	if err != nil || a.Latest != 4 || len(numbers) != 4 {
		t.Errorf("latest %d of %d contents, %v; want 4 of 4", a.Latest, len(numbers), err)
	}
}

func testLists(t *testing.T, s assets.Store) {
	ctx := context.Background()
	for i := range 5 {
		a := asset(fmt.Sprintf("ast_%d", i))
		a.CreatedAt = begin.Add(time.Duration(i/2) * time.Second) // some at the same time
		a.Name = fmt.Sprintf("model_%d.glb", i)
		v := version(fmt.Sprintf("blob_%04d", i), fmt.Sprint(i))
		if _, err := s.Record(ctx, a, v, ""); err != nil {
			t.Fatal(err)
		}
	}
	var seen []string
	for q := (assets.PageQuery{Limit: 2}); ; {
		page, err := s.Assets(ctx, assets.AssetFilter{Kind: assets.Model}, q)
		if err != nil {
			t.Fatal(err)
		}
		for _, a := range page.Items {
			seen = append(seen, a.ID)
		}
		if page.Next == nil {
			break
		}
		q.Cursor = *page.Next
	}
	if diff := cmp.Diff([]string{"ast_4", "ast_3", "ast_2", "ast_1", "ast_0"}, seen); diff != "" {
		t.Error(diff)
	}
	page, err := s.Assets(ctx, assets.AssetFilter{Name: "MODEL_3"}, assets.PageQuery{})
	if err != nil || len(page.Items) != 1 {
		t.Errorf("by name: %d items, %v", len(page.Items), err)
	}
	if page, err := s.Assets(ctx, assets.AssetFilter{Name: "model%"}, assets.PageQuery{}); err != nil || len(page.Items) != 0 {
		t.Errorf("a percent sign matched %d items, %v", len(page.Items), err)
	}
	if _, err := s.Assets(ctx, assets.AssetFilter{}, assets.PageQuery{Cursor: "?"}); code(err) != "cursor_invalid" {
		t.Errorf("a bad cursor: %v", err)
	}
	versions, err := s.Versions(ctx, "ast_2", assets.PageQuery{Limit: 1})
	if err != nil || len(versions.Items) != 1 || versions.Next != nil {
		t.Errorf("versions: %+v %v", versions, err)
	}
}

func upload(id string) assets.Upload {
	return assets.Upload{ID: id, State: assets.Uploading, Size: 10, Filename: "a.glb", Blob: "blob_" + id, WantKind: assets.Model,
		CreatedAt: begin, ExpiresAt: begin.Add(time.Hour), CreatedBy: "user:a"}
}

func testUploads(t *testing.T, s assets.Store) {
	ctx := context.Background()
	if _, err := s.Upload(ctx, "upl_1"); code(err) != "upload_not_found" {
		t.Fatalf("an unknown upload: %v", err)
	}
	u := upload("upl_1")
	if err := s.CreateUpload(ctx, u); err != nil {
		t.Fatal(err)
	}
	if err := s.Advance(ctx, "upl_1", 0, 4, []byte("state")); err != nil {
		t.Fatal(err)
	}
	if err := s.Advance(ctx, "upl_1", 0, 6, nil); code(err) != "upload_offset_conflict" {
		t.Errorf("advance from an old offset: %v", err)
	}
	if err := s.Complete(ctx, "upl_1"); code(err) != "upload_not_found" {
		t.Errorf("complete of a half upload: %v", err)
	}
	u.Offset, u.HashState = 4, []byte("state")
	got, err := s.Upload(ctx, "upl_1")
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(u, got); diff != "" {
		t.Error(diff)
	}
	for by, want := range map[string]int{"user:a": 1, "user:b": 0, "": 1} {
		page, err := s.Uploads(ctx, by, []assets.UploadState{assets.Uploading, assets.Checking}, assets.PageQuery{})
		if err != nil || len(page.Items) != want {
			t.Errorf("uploads by %q: %d %v, want %d", by, len(page.Items), err, want)
		}
	}
	if used, err := s.BlobInUse(ctx, u.Blob); err != nil || !used {
		t.Errorf("the blob of a live upload is unused: %v", err)
	}
	if err := errors.Join(s.DeleteUpload(ctx, "upl_1"), s.DeleteUpload(ctx, "upl_1")); err != nil {
		t.Error(err)
	}
}

func testReady(t *testing.T, s assets.Store) {
	ctx := context.Background()
	if err := errors.Join(s.CreateUpload(ctx, upload("upl_1")), s.Advance(ctx, "upl_1", 0, 10, []byte("x")), s.Complete(ctx, "upl_1"), s.Complete(ctx, "upl_1")); err != nil {
		t.Fatal(err)
	}
	v := version("blob_upl_1", "aa")
	if _, err := s.Record(ctx, asset("ast_1"), v, "upl_gone"); code(err) != "upload_not_found" {
		t.Fatalf("record for a terminated upload: %v", err)
	}
	if _, err := s.Asset(ctx, "ast_1"); code(err) != "asset_not_found" {
		t.Fatalf("half of a failed record was kept: %v", err)
	}
	if _, err := s.Record(ctx, asset("ast_1"), v, "upl_1"); err != nil {
		t.Fatal(err)
	}
	u, err := s.Upload(ctx, "upl_1")
	if err != nil || u.State != assets.Ready || u.Asset != "ast_1" || u.Version != 1 || u.Report == nil {
		t.Errorf("%+v %v", u, err)
	}
}

func testRefusal(t *testing.T, s assets.Store) {
	ctx := context.Background()
	for _, id := range []string{"upl_1", "upl_2"} {
		if err := errors.Join(s.CreateUpload(ctx, upload(id)), s.Advance(ctx, id, 0, 10, nil), s.Complete(ctx, id)); err != nil {
			t.Fatal(err)
		}
	}
	if err := s.Refuse(ctx, "upl_1", "check_failed", report.New("a.glb", "glb")); err != nil {
		t.Fatal(err)
	}
	u, err := s.Upload(ctx, "upl_1")
	if err != nil || u.State != assets.Refused || u.Code != "check_failed" || u.Report == nil || u.Blob != "" {
		t.Errorf("%+v %v", u, err)
	}
	if used, err := s.BlobInUse(ctx, "blob_upl_1"); err != nil || used {
		t.Errorf("the blob of a refused upload is in use, %v", err)
	}
	ids, err := s.Expired(ctx, begin.Add(2*time.Hour), 10)
	if err != nil || !cmp.Equal(ids, []string{"upl_1"}) {
		t.Errorf("expired %v %v, want the refused one, not the one being checked", ids, err)
	}
	if ids, err := s.Expired(ctx, begin, 10); err != nil || len(ids) != 0 {
		t.Errorf("expired too early: %v %v", ids, err)
	}
}
