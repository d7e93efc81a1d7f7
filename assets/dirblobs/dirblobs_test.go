package dirblobs_test

import (
	"testing"

	"github.com/twinstage/twinstage/assets"
	"github.com/twinstage/twinstage/assets/assetstest"
	"github.com/twinstage/twinstage/assets/dirblobs"
)

func TestContract(t *testing.T) {
	dir := t.TempDir()
	assetstest.Blobs(t, func(t *testing.T) assets.Blobs {
		s, err := dirblobs.New(dir)
		if err != nil {
			t.Fatal(err)
		}
		return s
	})
}
