package memlive_test

import (
	"testing"

	"github.com/twinstage/twinstage/realtime"
	"github.com/twinstage/twinstage/realtime/livetest"
	"github.com/twinstage/twinstage/realtime/memlive"
)

func TestStore(t *testing.T) {
	livetest.Run(t, func(*testing.T) realtime.LiveStore { return memlive.New() })
}
