// Package testneed gives tests the real things they need: servers started as
// child processes on free ports in temporary folders, and sample files.
//
// What is not there makes a test skip with a message that says how to get it.
// Where CI is "true" or TWINSTAGE_REQUIRE_SERVERS is "1", a missing server
// fails the test instead: a check that silently did not run proves nothing.
package testneed

import (
	"net"
	"os"
	"strconv"
	"testing"
)

// SamplesVar names the environment variable that leads to the sample files.
const SamplesVar = "TWINSTAGE_SAMPLES"

// Samples returns the folder of real sample files, or skips the test.
func Samples(t testing.TB) string {
	t.Helper()
	dir := os.Getenv(SamplesVar)
	if dir == "" {
		t.Skipf("%s is not set: set it to the folder of sample files to run this", SamplesVar)
	}
	if info, err := os.Stat(dir); err != nil || !info.IsDir() {
		t.Fatalf("%s=%s is not a folder", SamplesVar, dir)
	}
	return dir
}

// FreePort returns a TCP port of 127.0.0.1 that was free a moment ago. Another
// process may take it before it is used: whoever starts a server there must be
// ready to try another.
func FreePort(t testing.TB) int {
	t.Helper()
	port, err := freePort()
	if err != nil {
		t.Fatal(err)
	}
	return port
}

func freePort() (int, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return 0, err
	}
	defer l.Close()
	_, port, err := net.SplitHostPort(l.Addr().String())
	if err != nil {
		return 0, err
	}
	return strconv.Atoi(port)
}

// missing skips the test, or fails it where servers are required.
func missing(t testing.TB, what, debianPackage string) {
	t.Helper()
	if os.Getenv("CI") == "true" || os.Getenv("TWINSTAGE_REQUIRE_SERVERS") == "1" {
		t.Fatalf("%s is not installed, and required here: apt-get install %s", what, debianPackage)
	}
	t.Skipf("%s is not installed: apt-get install %s", what, debianPackage)
}
