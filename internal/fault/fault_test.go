package fault

import (
	"errors"
	"fmt"
	"io"
	"testing"
)

func TestFromKeepsTheFaultInsideAChain(t *testing.T) {
	f := Wrap(io.ErrUnexpectedEOF, Malformed, "glb_truncated", "The file ends early.")
	err := fmt.Errorf("check upload: %w", f)
	if got := From(err); got != f {
		t.Fatalf("From = %v, want the wrapped fault", got)
	}
	if !errors.Is(err, io.ErrUnexpectedEOF) {
		t.Error("the hidden cause is lost to errors.Is")
	}
	if !errors.Is(err, New(Invalid, "glb_truncated", "")) {
		t.Error("faults of one code should match by errors.Is")
	}
	if errors.Is(err, New(Malformed, "other", "")) {
		t.Error("faults of different codes must not match")
	}
}

func TestFromHidesAStranger(t *testing.T) {
	f := From(errors.New("password is hunter2"))
	if f.Kind != Internal || f.Code != "internal" {
		t.Fatalf("got %v %q, want an internal fault", f.Kind, f.Code)
	}
	if want := "The server failed on this request; it is logged. Try again later."; f.Message != want {
		t.Errorf("public message %q leaks or differs", f.Message)
	}
}

func TestWithDoesNotChangeTheOriginal(t *testing.T) {
	f := New(Stale, "stale", "Fetch it again.")
	g := f.With("etag", `"3"`).With("revision", 3)
	if len(f.Extra) != 0 || len(g.Extra) != 2 {
		t.Fatalf("extras: original %v, copy %v", f.Extra, g.Extra)
	}
}
