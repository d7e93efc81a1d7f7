package assetstest

import (
	"context"
	"errors"
	"io"
	"testing"

	"github.com/twinstage/twinstage/assets"
)

// Blobs is the contract of assets.Blobs. open answers a store over the same
// place each time, as after a restart.
func Blobs(t *testing.T, open func(t *testing.T) assets.Blobs) {
	ctx := context.Background()
	t.Run("a blob is seen only when committed", func(t *testing.T) {
		b := open(t)
		write(t, b, "blob_aaaa", 0, "hello ")
		if _, err := b.Open(ctx, "blob_aaaa"); !errors.Is(err, assets.ErrNoBlob) {
			t.Fatalf("open of a blob in progress: %v, want ErrNoBlob", err)
		}
		write(t, open(t), "blob_aaaa", 6, "world")
		if err := b.Commit(ctx, "blob_aaaa", 11); err != nil {
			t.Fatal(err)
		}
		if err := open(t).Commit(ctx, "blob_aaaa", 11); err != nil {
			t.Errorf("a second commit: %v", err)
		}
		if got := read(t, open(t), "blob_aaaa"); got != "hello world" {
			t.Errorf("read %q", got)
		}
	})
	t.Run("append discards what stands behind the offset", func(t *testing.T) {
		b := open(t)
		write(t, b, "blob_bbbb", 0, "hello cruel")
		write(t, b, "blob_bbbb", 6, "you")
		if err := b.Commit(ctx, "blob_bbbb", 9); err != nil {
			t.Fatal(err)
		}
		if got := read(t, b, "blob_bbbb"); got != "hello you" {
			t.Errorf("read %q", got)
		}
	})
	t.Run("offset 0 begins again", func(t *testing.T) {
		b := open(t)
		write(t, b, "blob_cccc", 0, "first try")
		write(t, b, "blob_cccc", 0, "2nd")
		if err := b.Commit(ctx, "blob_cccc", 3); err != nil {
			t.Fatal(err)
		}
		if got := read(t, b, "blob_cccc"); got != "2nd" {
			t.Errorf("read %q", got)
		}
	})
	t.Run("an offset beyond the end is refused", func(t *testing.T) {
		b := open(t)
		write(t, b, "blob_dddd", 0, "abc")
		if _, err := b.Append(ctx, "blob_dddd", 4); !errors.Is(err, assets.ErrBlobShort) {
			t.Errorf("append: %v, want ErrBlobShort", err)
		}
		if err := b.Commit(ctx, "blob_dddd", 4); !errors.Is(err, assets.ErrBlobShort) {
			t.Errorf("commit: %v, want ErrBlobShort", err)
		}
		if _, err := b.Append(ctx, "blob_none", 4); !errors.Is(err, assets.ErrNoBlob) {
			t.Errorf("append to none: %v, want ErrNoBlob", err)
		}
	})
	t.Run("delete", func(t *testing.T) { testDelete(t, open(t)) })
	t.Run("random access", func(t *testing.T) { testRandom(t, open(t)) })
	t.Run("an id cannot leave the store", func(t *testing.T) {
		for _, id := range []string{"../../etc/passwd", "short", "Blob_AAAA", "blob/aaaa", ""} {
			if _, err := open(t).Append(ctx, id, 0); err == nil {
				t.Errorf("the id %q was taken", id)
			}
		}
	})
	t.Run("the optional powers", func(t *testing.T) { testPowers(t, open(t)) })
}

func testDelete(t *testing.T, b assets.Blobs) {
	ctx := context.Background()
	write(t, b, "blob_eeee", 0, "abc")
	write(t, b, "blob_ffff", 0, "abc")
	if err := b.Commit(ctx, "blob_ffff", 3); err != nil {
		t.Fatal(err)
	}
	for _, id := range []string{"blob_eeee", "blob_ffff", "blob_gggg"} {
		if err := b.Delete(ctx, id); err != nil {
			t.Errorf("delete %s: %v", id, err)
		}
		if _, err := b.Open(ctx, id); !errors.Is(err, assets.ErrNoBlob) {
			t.Errorf("open %s after delete: %v", id, err)
		}
		if err := b.Commit(ctx, id, 3); !errors.Is(err, assets.ErrNoBlob) {
			t.Errorf("commit %s after delete: %v", id, err)
		}
	}
}

func testRandom(t *testing.T, b assets.Blobs) {
	ctx := context.Background()
	write(t, b, "blob_hhhh", 0, "0123456789")
	if err := b.Commit(ctx, "blob_hhhh", 10); err != nil {
		t.Fatal(err)
	}
	blob, err := b.Open(ctx, "blob_hhhh")
	if err != nil {
		t.Fatal(err)
	}
	defer blob.Close()
	part := make([]byte, 3)
	if _, err := blob.ReadAt(part, 4); err != nil || string(part) != "456" || blob.Size() != 10 {
		t.Errorf("ReadAt = %q %v, size %d", part, err, blob.Size())
	}
	if n, err := blob.ReadAt(part, 8); n != 2 || !errors.Is(err, io.EOF) {
		t.Errorf("ReadAt over the end = %d %v", n, err)
	}
}

func testPowers(t *testing.T, b assets.Blobs) {
	ctx := context.Background()
	write(t, b, "blob_iiii", 0, "part")
	write(t, b, "blob_jjjj", 0, "whole")
	if err := b.Commit(ctx, "blob_jjjj", 5); err != nil {
		t.Fatal(err)
	}
	if p, ok := b.(assets.PartialBlobs); ok {
		blob, err := p.OpenPartial(ctx, "blob_iiii")
		if err != nil || blob.Size() != 4 {
			t.Fatalf("OpenPartial: %v", err)
		}
		_ = blob.Close()
	}
	if l, ok := b.(assets.BlobLister); ok {
		seen := map[string]bool{}
		if err := l.ListBlobs(ctx, func(i assets.BlobInfo) error { seen[i.ID] = i.Committed; return nil }); err != nil {
			t.Fatal(err)
		}
		if c, ok := seen["blob_iiii"]; !ok || c {
			t.Errorf("the blob in progress is listed as %v %v", ok, c)
		}
		if !seen["blob_jjjj"] {
			t.Error("the committed blob is not listed as such")
		}
	}
}

func write(t *testing.T, b assets.Blobs, id string, offset int64, text string) {
	t.Helper()
	w, err := b.Append(context.Background(), id, offset)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := io.WriteString(w, text); err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(w.Sync(), w.Close()); err != nil {
		t.Fatal(err)
	}
}

func read(t *testing.T, b assets.Blobs, id string) string {
	t.Helper()
	blob, err := b.Open(context.Background(), id)
	if err != nil {
		t.Fatal(err)
	}
	defer blob.Close()
	text, err := io.ReadAll(io.NewSectionReader(blob, 0, blob.Size()))
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}
