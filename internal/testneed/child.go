package testneed

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"syscall"
	"time"
)

// keeper runs a server ($@) in the folder $T and waits for the end of its own
// input. The test binary holds the other end of that pipe and never writes: it
// closes when the binary ends in any way, a panic or SIGKILL among them. Then
// the server is told to stop at once, and its folder goes.
const keeper = `
"$@" </dev/null >"$T/log" 2>&1 &
child=$!
read -r _
kill -QUIT $child 2>/dev/null
wait $child
rm -rf "$T"
`

// start runs a server that lives as long as this test binary. dir is its
// folder; as is whom it and its keeper run as. Its output goes to dir/log.
func start(dir string, as *syscall.SysProcAttr, argv ...string) error {
	cmd := exec.Command("/bin/sh", append([]string{"-c", keeper, "keeper"}, argv...)...)
	cmd.Dir, cmd.SysProcAttr = "/", as
	cmd.Env = []string{"T=" + dir, "PATH=" + os.Getenv("PATH"), "LC_ALL=C.UTF-8"}
	if _, err := cmd.StdinPipe(); err != nil { // cmd keeps it open until the end
		return err
	}
	if err := cmd.Start(); err != nil {
		return fmt.Errorf("start %s: %w", filepath.Base(argv[0]), err)
	}
	go func() { _ = cmd.Wait() }()
	return nil
}

// await asks ready until it answers nil or the time is over; then it says what
// the server in dir wrote last.
func await(dir string, limit time.Duration, ready func() error) error {
	deadline := time.Now().Add(limit)
	for {
		err := ready()
		if err == nil {
			return nil
		}
		if time.Now().After(deadline) {
			log, _ := os.ReadFile(filepath.Join(dir, "log"))
			return fmt.Errorf("server not ready: %w\n%s", err, log)
		}
		time.Sleep(20 * time.Millisecond)
	}
}
